import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

// The compiled file is in dist/test/deploy/.
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const FOLDER = join(ROOT, 'deploy/kubernetes');
export const OVERLAYS = readdirSync(join(FOLDER, 'overlays'));

export interface Selector {
  matchLabels?: Record<string, string>;
}

export interface Container {
  name: string;
  command?: string[];
  env?: { name: string; value?: string; valueFrom?: Record<string, { name: string; key: string; resource: string }> }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: Record<string, unknown>;
  volumeMounts?: { name: string }[];
  lifecycle?: { preStop?: { exec: { command: string[] } } };
  [probe: `${string}Probe`]: Record<string, { port?: number | string }> | undefined;
}

export interface Pod {
  metadata: { labels: Record<string, string> };
  spec: {
    containers: Container[];
    volumes?: { name: string; secret?: { secretName: string } }[];
    serviceAccountName?: string;
    automountServiceAccountToken?: boolean;
    securityContext?: Record<string, unknown>;
    terminationGracePeriodSeconds?: number;
  };
}

export interface Rule {
  from?: { podSelector?: Selector }[];
  to?: { podSelector?: Selector }[];
  ports?: { port: number }[];
}

/** A document with the fields that the tests read. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: {
    selector: Selector & Record<string, string>;
    template?: Pod;
    replicas?: number;
    volumeClaimTemplates?: Manifest[];
    serviceName?: string;
    ports: { port: number; targetPort: string }[];
    scaleTargetRef: { kind: string; name: string };
    podSelector: Selector;
    ingress?: Rule[];
    egress?: Rule[];
  };
}

export interface Kustomization {
  resources?: string[];
  components?: string[];
  patches?: { path?: string }[];
  configMapGenerator?: { name: string; literals: string[] }[];
  secretGenerator?: { name: string }[];
}

/** All documents of a YAML text. Throws at the first document that is invalid or has a duplicate key. */
export function parseYaml<T>(text: string): T[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as T;
  });
}

export function readKustomization(folder: string): Kustomization {
  return parseYaml<Kustomization>(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))[0];
}

/** The documents of a kustomization before patches, with its settings as ConfigMaps. */
export function readResources(folder: string): Manifest[] {
  const kustomization = readKustomization(folder);
  const files = [...(kustomization.resources ?? []), ...(kustomization.components ?? [])].map((name) => join(folder, name));
  const documents = files.flatMap((file) =>
    statSync(file).isDirectory() ? readResources(file) : parseYaml<Manifest>(readFileSync(file, 'utf8')),
  );
  for (const { name, literals } of kustomization.configMapGenerator ?? []) {
    const data = Object.fromEntries(literals.map((literal) => literal.split(/=(.*)/s, 2)));
    const existing = documents.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
    if (existing) Object.assign(existing.data as object, data);
    else documents.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data } as Manifest);
  }
  return documents;
}

/** The command that builds an overlay, or undefined where neither program is installed. */
export const kustomize = [['kustomize', 'build'] as const, ['kubectl', 'kustomize'] as const].find(
  ([program, subcommand]) => spawnSync(program, [subcommand, '--help']).status === 0,
);

/** The documents that kustomize builds from an overlay. */
export function buildOverlay(overlay: string): Manifest[] {
  const [program, subcommand] = kustomize as readonly [string, string];
  const { status, stdout, stderr } = spawnSync(program, [subcommand, join(FOLDER, 'overlays', overlay)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return parseYaml<Manifest>(stdout);
}
