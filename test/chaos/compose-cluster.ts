import { execFile, spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Cluster, Member, ServiceName } from '../support/cluster/cluster.js';
import { freePort } from '../support/servers/free-port.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROJECT = `dezenas-chaos-${process.pid}`;
const NETWORK = `${PROJECT}_default`;
const OVERRIDE = 'test/chaos/compose-override.yml';
const SERVICES: ServiceName[] = ['redis', 'generator', 'excel-writer', 'orchestrator'];
const GENERATORS = ['--scale', 'generator=3'];
const ORCHESTRATORS = ['--scale', 'orchestrator=2'];
/** Pause between the end of a container and its next start. */
const RESTART_MS = 500;
const POLL_MS = 250;
/** Timeout of a docker command; the first command builds the image. */
const ENGINE_MS = 900_000;

const execute = promisify(execFile);

/** Starts the four services from docker-compose.yml under a project name of its own, without the other services in that file. */
export async function startComposeCluster(): Promise<Cluster> {
  // A range with one port for each orchestrator. A restarted orchestrator gets a free port of the range, not always its previous one.
  const first = await freePort();
  const environment = { ...process.env, DEZENAS_PORT: `${first}-${first + 1}` };
  const run = async (...parameters: string[]) => {
    const { stdout } = await execute('docker', parameters, { cwd: ROOT, env: environment, maxBuffer: 64 * 2 ** 20, timeout: ENGINE_MS });
    return stdout.trim();
  };
  const project = ['compose', '--project-name', PROJECT, '--file', 'docker-compose.yml', '--file', OVERRIDE];
  const compose = (...parameters: string[]) => run(...project, ...parameters);
  const idsOf = async (service: ServiceName) => (await compose('ps', '--all', '--quiet', service)).split('\n').filter(Boolean);
  const down = ['down', '--volumes', '--remove-orphans', '--timeout', '1'];
  // Remove the containers after Ctrl+C too.
  const stopAtExit = () => spawnSync('docker', [...project, ...down], { cwd: ROOT, env: environment });
  process.once('exit', stopAtExit);
  const stop = async () => {
    await compose(...down);
    process.off('exit', stopAtExit);
  };
  try {
    await compose('up', '--build', '--detach', '--wait', ...GENERATORS, ...ORCHESTRATORS, ...SERVICES);
    const members: Container[] = [];
    for (const service of SERVICES) {
      for (const [i, id] of (await idsOf(service)).entries()) members.push(new Container(service, i + 1, id, run, replace));
    }
    /** Replaces the container of a generator. @returns the id of the new container. */
    async function replace(id: string): Promise<string> {
      await run('rm', '--force', id);
      await compose('up', '--detach', '--no-recreate', '--no-deps', ...GENERATORS, 'generator');
      const known = new Set(members.map((each) => each.id));
      const found = (await idsOf('generator')).find((each) => !known.has(each));
      if (!found) throw new Error('compose did not start a new generator for the removed one');
      return found;
    }
    const writer = members.find(({ service }) => service === 'excel-writer') as Container;
    return {
      members,
      addresses: async () => [first, first + 1].map((port) => `127.0.0.1:${port}`),
      workbookFiles: async () => (await run('exec', writer.id, 'ls', '/data/workbooks')).split('\n').filter(Boolean),
      log: async (member) => (await run('logs', '--tail', '50', (member as Container).id)).split('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A container. After `docker kill` the test must restart it: Docker's restart policy ignores containers that were stopped by hand. */
class Container implements Member {
  readonly name: string;
  readonly service: ServiceName;
  id: string;
  readonly #run: (...parameters: string[]) => Promise<string>;
  readonly #replace: (id: string) => Promise<string>;
  /** Defined for the excel-writer only. */
  readonly slowDisk?: () => Promise<void>;

  constructor(
    service: ServiceName,
    index: number,
    id: string,
    run: (...parameters: string[]) => Promise<string>,
    replace: (id: string) => Promise<string>,
  ) {
    this.name = `${service} ${index}`;
    this.service = service;
    this.id = id;
    this.#run = run;
    this.#replace = replace;
    if (service === 'excel-writer') this.slowDisk = () => this.#signal('SIGUSR2');
  }

  async kill(): Promise<void> {
    await this.#signal('KILL');
    await this.#start();
  }

  async terminate(): Promise<void> {
    // The same grace period as in the compose file.
    await this.#run('stop', '--time', '30', this.id);
    await this.#start();
  }

  async replace(): Promise<void> {
    this.id = await this.#replace(this.id);
  }

  async pause(): Promise<void> {
    await this.#run('pause', this.id);
  }

  async resume(): Promise<void> {
    await this.#run('unpause', this.id);
  }

  async cut(): Promise<void> {
    await this.#run('network', 'disconnect', NETWORK, this.id);
  }

  async mend(): Promise<void> {
    // The other services find the container by this alias.
    await this.#run('network', 'connect', '--alias', this.service, NETWORK, this.id);
  }

  async up(): Promise<void> {
    const state = '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}';
    while ((await this.#run('inspect', '--format', state, this.id)) !== 'true healthy') await delay(POLL_MS);
  }

  async #signal(signal: string): Promise<void> {
    await this.#run('kill', '--signal', signal, this.id);
  }

  async #start(): Promise<void> {
    await delay(RESTART_MS);
    await this.#run('start', this.id);
  }
}
