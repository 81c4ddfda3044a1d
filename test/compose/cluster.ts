import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../support/servers/free-port.js';
import { until } from './checks.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The services to start, without Grafana: no check needs it, and its image may not be available. */
const SERVICES = ['orchestrator', 'generator', 'excel-writer', 'redis', 'prometheus'];

const execute = promisify(execFile);

export async function docker(...parameters: string[]): Promise<string> {
  const { stdout } = await execute('docker', parameters, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** The cluster of docker-compose.yml under a project name of its own, so that it does not affect other clusters. */
export class Cluster {
  readonly project: string;
  readonly #files: string[];
  #environment: NodeJS.ProcessEnv = {};
  #scale: Record<string, number> = {};

  constructor(project: string, overrides: string[] = []) {
    this.project = project;
    this.#files = ['docker-compose.yml', ...overrides].flatMap((file) => ['--file', file]);
  }

  /** Builds and starts the containers, with the number of replicas in `scale`, and waits until all are healthy. */
  async up(scale: Record<string, number> = {}): Promise<void> {
    this.#scale = { ...scale };
    const [first, prometheus] = [await freePort(), await freePort()];
    // A range of ports, one for each orchestrator.
    this.#environment = { ...process.env, DEZENAS_PORT: `${first}-${first + 5}`, PROMETHEUS_PORT: String(prometheus) };
    await this.compose('up', '--build', '--detach', '--wait', ...scales(scale), ...SERVICES);
  }

  /** Starts missing containers. `scale` changes the number of replicas; other services keep their number. */
  async startMissing(scale: Record<string, number> = {}): Promise<void> {
    Object.assign(this.#scale, scale);
    await this.compose('up', '--detach', '--wait', '--no-recreate', ...scales(this.#scale), ...SERVICES);
  }

  async down(): Promise<void> {
    await this.compose('down', '--volumes', '--remove-orphans', '--timeout', '5');
  }

  async compose(...parameters: string[]): Promise<string> {
    const { stdout } = await execute('docker', ['compose', '--project-name', this.project, ...this.#files, ...parameters], {
      cwd: ROOT,
      env: this.#environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  }

  container(service: string, index = 1): string {
    return `${this.project}-${service}-${index}`;
  }

  /** Returns the address at which this host reaches a port of a service. */
  async address(service: string, port: number, index = 1): Promise<string> {
    return this.compose('port', '--index', String(index), service, String(port));
  }

  /** Starts a stopped container and waits until it is healthy. */
  async revive(container: string): Promise<void> {
    await docker('start', container);
    await until(
      async () => (await docker('inspect', '--format', '{{.State.Health.Status}}', container)) === 'healthy',
      60,
      `${container} is healthy`,
    );
  }

  /** Returns the sum of a metric of one container over its labels. */
  async metric(service: string, index: number, name: string): Promise<number> {
    const script = `fetch('http://127.0.0.1:9464/metrics').then((r) => r.text()).then(console.log)`;
    const text = await docker('exec', this.container(service, index), 'node', '-e', script);
    const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }
}

function scales(scale: Record<string, number>): string[] {
  return Object.entries(scale).flatMap(([service, count]) => ['--scale', `${service}=${count}`]);
}
