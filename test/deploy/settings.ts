/** Checks the settings of the containers of a cluster with the code by which the services read them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readExcelWriterConfig } from '../../services/excel-writer/config.js';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { readOrchestratorConfig } from '../../services/orchestrator/config.js';
import { DezenasError } from '../../services/shared/errors.js';
import { type Container, type Manifest, type Pod, ROOT } from './manifests.js';

const READERS: Record<string, (environment: Record<string, string>) => object> = {
  'dist/services/orchestrator/main.js': readOrchestratorConfig,
  'dist/services/generator/main.js': readGeneratorConfig,
  'dist/services/excel-writer/main.js': readExcelWriterConfig,
};

export const dockerfile = readFileSync(join(ROOT, 'deploy/Dockerfile'), 'utf8');

/** Environment variables that the image sets. */
const imageSettings = Object.fromEntries(
  [...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, line]) => line.split(' ').map((setting) => setting.split('='))),
);

/** Sample values for secrets, because the manifests do not contain them. */
const SECRETS: Record<string, string> = { url: 'redis://:secret@redis:6379', password: 'secret' };
/** Variables that Node.js reads. */
const NOT_OURS = ['NODE_ENV'];

/** All environment variables of a container. */
function environmentOf(container: Container, documents: Manifest[]): Record<string, string> {
  const fromMaps = (container.envFrom ?? []).flatMap(({ configMapRef }) => {
    const map = documents.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMapRef?.name);
    return Object.entries(map?.data ?? {});
  });
  const own = (container.env ?? []).map(({ name, value, valueFrom }): [string, string] => {
    if (valueFrom?.secretKeyRef) return [name, SECRETS[valueFrom.secretKeyRef.key]];
    if (valueFrom?.resourceFieldRef?.resource === 'limits.cpu') return [name, container.resources?.limits?.cpu ?? ''];
    return [name, value ?? ''];
  });
  return { ...imageSettings, ...Object.fromEntries([...fromMaps, ...own]) };
}

export function drainSeconds(container: Container, documents: Manifest[]): number {
  return Number(environmentOf(container, documents).DRAIN_SECONDS ?? 0);
}

/** The errors that the services report about their settings at the start, unknown settings, and addresses without a Service. */
export function settingProblems(documents: Manifest[]): string[] {
  const containers = documents.flatMap(({ spec }) => (spec?.template as Pod | undefined)?.spec.containers ?? []);
  return containers.flatMap((container) => {
    const readConfig = READERS[container.command?.[1] ?? ''];
    if (!readConfig) return container.command?.[0] === 'redis-server' ? [] : [`${container.name}: unknown command`];
    const environment = environmentOf(container, documents);
    return [...readingProblems(readConfig, environment), ...addressProblems(environment, documents)].map(
      (problem) => `${container.name}: ${problem}`,
    );
  });
}

function readingProblems(readConfig: (environment: Record<string, string>) => object, environment: Record<string, string>): string[] {
  try {
    const config = readConfig(environment);
    // The image sets variables for all services that only one of them needs.
    const names = Object.keys(environment).filter((name) => !(name in imageSettings) && !NOT_OURS.includes(name));
    return names.filter((name) => !(name in config)).map((name) => `unknown setting ${name}`);
  } catch (error) {
    if (!(error instanceof DezenasError)) throw error;
    return error.violations.map(({ field, description }) => `${field}: ${description}`);
  }
}

function addressProblems(environment: Record<string, string>, documents: Manifest[]): string[] {
  const addresses = Object.entries(environment).filter(([name]) => name.endsWith('_ADDRESS'));
  return addresses.flatMap(([name, address]) => {
    const [, host, port] = /^(?:dns:\/\/\/)?([\w-]+):(\d+)$/.exec(address) ?? [];
    const service = documents.find(({ kind, metadata }) => kind === 'Service' && metadata.name === host);
    return service?.spec.ports.some((each) => each.port === Number(port)) ? [] : [`${name}: no Service at ${address}`];
  });
}
