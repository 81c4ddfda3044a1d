import { spawnSync } from 'node:child_process';

/** Returns why this machine cannot run a cluster of containers; undefined if the machine can. */
export function whyNoDocker(): string | undefined {
  const engine = spawnSync('docker', ['info', '--format', '{{.ServerVersion}}'], { encoding: 'utf8' });
  if (engine.error) return 'docker is not installed';
  if (engine.status !== 0) return 'no Docker engine answers';
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker has no compose plugin';
  return undefined;
}
