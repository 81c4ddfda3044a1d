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
/** Between a death and the next start. */
const RESTART_MS = 500;
const LOOK_MS = 250;
/** How long an answer of the engine may take; the first one builds the image. */
const ENGINE_MS = 900_000;

const execute = promisify(execFile);

/** Brings the services of docker-compose.yml up under a project name of its own. Skips what else is in that file. */
export async function startComposeCluster(): Promise<Cluster> {
  // A port for each orchestrator: one that comes back finds its own, or the one of another that died, too.
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
  // Ctrl+C leaves no containers behind either.
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
    /** Of a generator. */
    async function replace(id: string): Promise<string> {
      await run('rm', '--force', id);
      await compose('up', '--detach', '--no-recreate', '--no-deps', ...GENERATORS, 'generator');
      const known = new Set(members.map((each) => each.id));
      const found = (await idsOf('generator')).find((each) => !known.has(each));
      if (!found) throw new Error('no generator has taken the place of the one that was removed');
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

/** One container. Who kills it by hand has to start it again: to the engine that is no crash. */
class Container implements Member {
  readonly name: string;
  readonly service: ServiceName;
  id: string;
  readonly #run: (...parameters: string[]) => Promise<string>;
  readonly #replace: (id: string) => Promise<string>;
  /** Of the excel-writer alone. */
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
    // Waits for it as long as compose would.
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
    // Without its alias the others would not find it again.
    await this.#run('network', 'connect', '--alias', this.service, NETWORK, this.id);
  }

  async up(): Promise<void> {
    const state = '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}';
    while ((await this.#run('inspect', '--format', state, this.id)) !== 'true healthy') await delay(LOOK_MS);
  }

  async #signal(signal: string): Promise<void> {
    await this.#run('kill', '--signal', signal, this.id);
  }

  async #start(): Promise<void> {
    await delay(RESTART_MS);
    await this.#run('start', this.id);
  }
}
