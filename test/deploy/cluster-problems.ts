/** Checks that the documents of a cluster fit each other, which a schema cannot check. */

import type { Container, Manifest, Pod, Rule, Selector } from './manifests.js';
import { drainSeconds } from './settings.js';

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** One line for each problem. */
export function clusterProblems(documents: Manifest[]): string[] {
  const workloads = documents.filter(({ spec }) => spec?.template);
  const pods = workloads.map(({ spec }) => spec.template as Pod);
  const has = (kind: string, name: string) => documents.some((each) => each.kind === kind && each.metadata.name === name);
  return documents.flatMap((document) => {
    const { kind, metadata, spec } = document;
    const problems = problemsOfKind(document);
    return problems.map((problem) => `${kind} ${metadata.name}: ${problem}`);

    function problemsOfKind({ spec }: Manifest): string[] {
      if (spec?.template) return workloadProblems(document);
      if (kind === 'Service') return spec.ports.flatMap(({ targetPort }) => portProblems(selected(spec.selector), targetPort));
      if (kind === 'PodDisruptionBudget') return selected(spec.selector.matchLabels).length > 0 ? [] : ['selects no pod'];
      if (kind === 'NetworkPolicy') return policyProblems();
      if (kind === 'HorizontalPodAutoscaler') return targetProblems();
      return [];
    }

    function policyProblems(): string[] {
      const here = selected(spec.podSelector.matchLabels);
      if (here.length === 0) return ['selects no pod'];
      const peers = (rule: Rule) => [...(rule.from ?? []), ...(rule.to ?? [])].flatMap(({ podSelector }) => podSelector ?? []);
      const unknown = [...(spec.ingress ?? []), ...(spec.egress ?? [])]
        .flatMap(peers)
        .filter(({ matchLabels }: Selector) => selected(matchLabels).length === 0)
        .map((selector) => `a peer selects no pod: ${JSON.stringify(selector)}`);
      const into = (spec.ingress ?? []).flatMap(({ ports }) => (ports ?? []).flatMap(({ port }) => portProblems(here, port)));
      const outOf = (spec.egress ?? []).flatMap((rule) =>
        peers(rule).flatMap(({ matchLabels }) => (rule.ports ?? []).flatMap(({ port }) => portProblems(selected(matchLabels), port))),
      );
      return [...unknown, ...into, ...outOf];
    }

    function targetProblems(): string[] {
      const { kind: targetKind, name } = spec.scaleTargetRef;
      const target = workloads.find((each) => each.kind === targetKind && each.metadata.name === name);
      if (!target) return [`no ${targetKind} ${name}`];
      return [
        ...(target.spec.replicas === undefined ? [] : [`${name} sets replicas although it has an autoscaler`]),
        ...(target.spec.template?.spec.containers.every(({ resources }) => resources?.requests?.cpu) ? [] : [`${name} requests no CPU`]),
      ];
    }

    function workloadProblems(workload: Manifest): string[] {
      const pod = workload.spec.template as Pod;
      const { serviceAccountName = '', terminationGracePeriodSeconds = 30, volumes = [] } = pod.spec;
      const volumeNames = [...volumes, ...(workload.spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata)].map(
        ({ name }) => name,
      );
      return [
        ...(matches(pod, workload.spec.selector.matchLabels) ? [] : ['does not select its own pods']),
        ...(has('ServiceAccount', serviceAccountName) ? [] : [`no ServiceAccount ${serviceAccountName}`]),
        ...(pod.spec.automountServiceAccountToken === false ? [] : ['mounts a token of its ServiceAccount']),
        ...(workload.spec.serviceName && !has('Service', workload.spec.serviceName) ? [`no Service ${workload.spec.serviceName}`] : []),
        ...pod.spec.containers.flatMap((container) => [
          ...containerProblems(pod, container, volumeNames),
          ...(container.envFrom ?? [])
            .flatMap(({ configMapRef }) => configMapRef?.name ?? [])
            .flatMap((name) => (has('ConfigMap', name) ? [] : [`no ConfigMap ${name}`])),
          ...(terminationGracePeriodSeconds > preStopSeconds(container) + drainSeconds(container, documents)
            ? []
            : ['has a grace period shorter than preStop and DRAIN_SECONDS']),
        ]),
      ];
    }
  });

  function selected(labels: Record<string, string> | undefined): Pod[] {
    return pods.filter((pod) => matches(pod, labels));
  }
}

function containerProblems(pod: Pod, container: Container, volumes: string[]): string[] {
  const { securityContext = {}, resources } = container;
  const podContext = pod.spec.securityContext ?? {};
  const restricted =
    podContext.runAsNonRoot === true &&
    JSON.stringify(podContext.seccompProfile) === '{"type":"RuntimeDefault"}' &&
    securityContext.allowPrivilegeEscalation === false &&
    securityContext.readOnlyRootFilesystem === true &&
    JSON.stringify(securityContext.capabilities) === '{"drop":["ALL"]}';
  return [
    ...(restricted ? [] : ['has no restricted security context']),
    ...(resources?.requests?.cpu && resources.requests.memory && resources.limits?.memory ? [] : ['has no requests or limits']),
    ...(container.volumeMounts ?? []).flatMap(({ name }) => (volumes.includes(name) ? [] : [`no volume ${name}`])),
    ...PROBES.flatMap((probe) => (container[probe] ? [] : [`has no ${probe}`])),
    ...PROBES.flatMap((probe) => Object.values(container[probe] ?? {}))
      .flatMap(({ port }) => port ?? [])
      .flatMap((port) => portProblems([pod], port)),
  ];
}

function matches(pod: Pod, labels: Record<string, string> | undefined): boolean {
  const wanted = Object.entries(labels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => pod.metadata.labels[key] === value);
}

/** Checks that each of the pods has the port, by name or number. */
function portProblems(pods: Pod[], port: string | number): string[] {
  if (pods.length === 0) return ['selects no pod'];
  const hasPort = ({ spec }: Pod) =>
    spec.containers.some(({ ports }) => ports?.some((each) => each.name === port || each.containerPort === port));
  return pods.every(hasPort) ? [] : [`no container port ${port}`];
}

function preStopSeconds({ lifecycle }: Container): number {
  return Number(lifecycle?.preStop?.exec.command[1] ?? 0);
}
