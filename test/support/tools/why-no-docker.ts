import { spawnSync } from 'node:child_process';

/** Why there can be no cluster of containers here; undefined: there can. */
export function whyNoDocker(): string | undefined {
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8' });
  if (engine.error) return 'docker is not installed';
  if (engine.status !== 0) return 'no Docker engine answers';
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker has no compose plugin';
  return undefined;
}
