import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clusterProblems } from './cluster-problems.js';
import { schemaProblems } from './kubernetes-schemas.js';
import {
  buildOverlay,
  FOLDER,
  kustomize,
  type Manifest,
  OVERLAYS,
  parseYaml,
  ROOT,
  readKustomization,
  readResources,
} from './manifests.js';
import { dockerfile, settingProblems } from './settings.js';

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
const isKustomization = (file: string) => file.endsWith('kustomization.yaml');
const documentsOf = (file: string) => parseYaml<Manifest>(readFileSync(join(FOLDER, file), 'utf8'));
/** A patch is a list of operations and therefore no manifest. */
const manifests = files.filter((file) => !isKustomization(file) && !Array.isArray(documentsOf(file)[0]));
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const guide = readFileSync(join(FOLDER, 'README.md'), 'utf8');

describe('the manifest', () => {
  it.each(manifests)('%s satisfies the schemas of Kubernetes', (file) => {
    const documents = documentsOf(file);
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.flatMap(schemaProblems)).toEqual([]);
  });

  it.each(files.filter(isKustomization))('%s refers only to files that exist', (file) => {
    const folder = join(FOLDER, file, '..');
    const { resources = [], components = [], patches = [] } = readKustomization(folder);
    const named = [...resources, ...components, ...patches.flatMap(({ path }) => path ?? [])];
    expect(named.filter((name) => !existsSync(join(folder, name)))).toEqual([]);
  });

  it('files are all used by a kustomization', () => {
    const named = files.filter(isKustomization).flatMap((file) => {
      const { resources = [], patches = [] } = readKustomization(join(FOLDER, file, '..'));
      return [...resources, ...patches.flatMap(({ path }) => path ?? [])].map((name) => join(file, '..', name));
    });
    expect(files.filter((file) => !isKustomization(file) && !named.includes(file))).toEqual([]);
  });
});

describe.each(OVERLAYS)('overlay %s', (overlay) => {
  const resources = () => readResources(join(FOLDER, 'overlays', overlay));

  it('consists of documents that fit each other', () => {
    expect(clusterProblems(resources())).toEqual([]);
  });

  it('has only settings that the services know and accept', () => {
    expect(settingProblems(resources())).toEqual([]);
  });

  it.skipIf(!kustomize)(`is built by kustomize${kustomize ? '' : ' (skipped: neither kustomize nor kubectl is installed)'}`, () => {
    const built = buildOverlay(overlay);
    expect(built.length).toBeGreaterThan(20);
    expect([...built.flatMap(schemaProblems), ...clusterProblems(built)]).toEqual([]);
    expect(settingProblems(built)).toEqual([]);
  });

  it('uses only Secrets that it generates or that the guide explains', () => {
    const own = (readKustomization(join(FOLDER, 'overlays', overlay)).secretGenerator ?? []).map(({ name }) => name);
    const text = JSON.stringify(kustomize ? buildOverlay(overlay) : resources());
    const wanted = [...text.matchAll(/"(?:secretName|secretKeyRef":\{[^}]*"name|secretRef":\{[^}]*"name)":"([\w-]+)"/g)].map(
      ([, name]) => name,
    );
    const explained = (name: string) => own.some((each) => name.startsWith(each)) || guide.includes(`create secret generic ${name}`);
    expect(wanted.some((name) => name.startsWith('dezenas-redis'))).toBe(true);
    expect(wanted.filter((name) => !explained(name) && !guide.includes(`secretName: ${name}`))).toEqual([]);
  });
});

const METRICS_PORT = 9464;

it('the manifests use the ports of the image and the README', () => {
  const ports = readResources(join(FOLDER, 'base'))
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata, spec }) => ({ name: metadata.name, port: spec.ports[0].port }));
  expect(ports.map(({ name }) => name)).toEqual(['orchestrator', 'generator', 'excel-writer']);
  expect(/^EXPOSE (.*)$/m.exec(dockerfile)?.[1]).toBe([...ports.map(({ port }) => port), METRICS_PORT].join(' '));
  for (const { name, port } of ports) expect(readme).toMatch(new RegExp(`^\\| ${name} \\|.*\\| ${port} \\|`, 'm'));
});

describe('the checks of the manifests', () => {
  const cluster = () => readResources(join(FOLDER, 'overlays/small'));
  const find = (documents: Manifest[], kind: string, name: string) =>
    documents.find((each) => each.kind === kind && each.metadata.name === name) as Manifest;

  it.each<[title: string, kind: string, name: string, spoil: (spec: Record<string, never>) => void, problem: string | RegExp]>([
    ['an unknown field', 'Service', 'generator', spoilWith('clusterIp', 'None'), 'unknown field /spec/clusterIp'],
    [
      'an unknown field in a list',
      'Deployment',
      'generator',
      inContainer('livenesProbe', {}),
      'unknown field /spec/template/spec/containers/0/livenesProbe',
    ],
    ['a wrong type', 'Deployment', 'orchestrator', spoilWith('replicas', 'two'), /\/spec\/replicas must be integer/],
    ['an invalid quantity', 'Deployment', 'generator', inContainer('resources', { limits: { memory: 'much' } }), /limits\/memory/],
    ['a missing field', 'Deployment', 'orchestrator', spoilWith('selector', undefined), /must have required property selector/],
    [
      'a kind of another version',
      'HorizontalPodAutoscaler',
      'generator',
      asVersion('autoscaling/v7'),
      'no HorizontalPodAutoscaler in autoscaling/v7',
    ],
  ])('report %s by the schema', (_, kind, name, spoil, problem) => {
    const document = find(cluster(), kind, name);
    spoil.call(document, document.spec as never);
    expect(schemaProblems(document).join()).toMatch(problem);
  });

  it.each<[title: string, kind: string, name: string, spoil: (spec: Record<string, never>) => void, problem: string]>([
    ['a Service that selects no pod', 'Service', 'generator', spoilWith('selector', { app: 'other' }), 'selects no pod'],
    [
      'a disruption budget that selects no pod',
      'PodDisruptionBudget',
      'generator',
      spoilWith('selector', { matchLabels: { app: 'other' } }),
      'selects no pod',
    ],
    [
      'a network policy that selects no pod',
      'NetworkPolicy',
      'redis',
      spoilWith('podSelector', { matchLabels: { app: 'other' } }),
      'selects no pod',
    ],
    [
      'a network policy for a port that no pod has',
      'NetworkPolicy',
      'redis',
      spoilWith('ingress', [{ ports: [{ port: 1 }] }]),
      'no container port 1',
    ],
    [
      'a network policy for peers that do not exist',
      'NetworkPolicy',
      'redis',
      spoilWith('ingress', [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }]),
      'a peer selects no pod: {"matchLabels":{"a":"b"}}',
    ],
    [
      'a probe of a port that the pod does not have',
      'Deployment',
      'generator',
      inContainer('livenessProbe', { httpGet: { port: 'http' } }),
      'no container port http',
    ],
    ['a container without a probe', 'Deployment', 'generator', inContainer('readinessProbe', undefined), 'has no readinessProbe'],
    ['a missing volume', 'Deployment', 'generator', inContainer('volumeMounts', [{ name: 'data' }]), 'no volume data'],
    ['a missing ConfigMap', 'Deployment', 'generator', inContainer('envFrom', [{ configMapRef: { name: 'other' } }]), 'no ConfigMap other'],
    [
      'a container without a security context',
      'Deployment',
      'generator',
      inContainer('securityContext', {}),
      'has no restricted security context',
    ],
    ['a container without a memory limit', 'Deployment', 'generator', inContainer('resources', {}), 'has no requests or limits'],
    [
      'replicas beside an autoscaler',
      'Deployment',
      'generator',
      spoilWith('replicas', 2),
      'generator sets replicas although it has an autoscaler',
    ],
    [
      'a termination grace period that is too short',
      'Deployment',
      'generator',
      inPod('terminationGracePeriodSeconds', 30),
      'has a grace period shorter than preStop and DRAIN_SECONDS',
    ],
  ])('report %s by comparing documents', (_, kind, name, spoil, problem) => {
    const documents = cluster();
    const document = find(documents, kind, name);
    spoil.call(document, document.spec as never);
    expect(clusterProblems(documents).some((each) => each.endsWith(problem))).toBe(true);
  });

  it.each([
    ['MAX_GAMES', '5', 'unknown setting MAX_GAMES'],
    ['MAX_CONCURRENT_JOBS', '65', 'MAX_CONCURRENT_JOBS: must be an integer from 1 to 64'],
    ['GENERATOR_ADDRESS', 'dns:///generator:50053', 'GENERATOR_ADDRESS: no Service at dns:///generator:50053'],
  ])('report the setting %s=%s by the code of the services', (name, value, problem) => {
    const documents = cluster();
    Object.assign(find(documents, 'ConfigMap', 'orchestrator-settings').data as object, { [name]: value });
    expect(settingProblems(documents)).toContain(`orchestrator: ${problem}`);
  });

  it('report a duplicate key by the parser', () => {
    expect(() => parseYaml('kind: Service\nkind: Service\n')).toThrow(/unique/);
  });
});

function spoilWith(field: string, value: unknown) {
  return (spec: Record<string, unknown>) => set(spec, field, value);
}

function inPod(field: string, value: unknown) {
  return (spec: object) => set((spec as Manifest['spec']).template?.spec ?? {}, field, value);
}

function inContainer(field: string, value: unknown) {
  return (spec: object) => set((spec as Manifest['spec']).template?.spec.containers[0] ?? {}, field, value);
}

function asVersion(apiVersion: string) {
  return function (this: Manifest) {
    this.apiVersion = apiVersion;
  };
}

function set(target: object, field: string, value: unknown): void {
  if (value === undefined) delete (target as Record<string, unknown>)[field];
  else Object.assign(target, { [field]: value });
}
