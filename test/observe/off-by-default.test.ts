import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { startOtlpReceiver } from '../support/servers/otlp-receiver.js';
import { type ServiceProcess, startServiceProcess } from '../support/services/service-process.js';

/** Makes a process print, when it exits, the CommonJS modules that it has loaded. */
const PRINT_MODULES = `data:text/javascript,import{createRequire}from'node:module';process.on('exit',()=>{
  process.stdout.write(JSON.stringify(Object.keys(createRequire('file:///').cache)))})`;

let started: ServiceProcess | undefined;
afterEach(async () => {
  await started?.kill();
});

async function start(settings: Record<string, string>): Promise<ServiceProcess> {
  started = await startServiceProcess('generator', { GENERATOR_THREADS: '1', ...settings }, { nodeOptions: ['--import', PRINT_MODULES] });
  return started;
}

/** The TCP ports on which a process listens, read from /proc of Linux. */
async function portsOf(pid: number | undefined): Promise<number[]> {
  const links = await Promise.all((await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const sockets = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]).filter(Boolean));
  const ports: number[] = [];
  for (const line of (await readFile(`/proc/${pid}/net/tcp`, 'utf8')).split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state === '0A' && sockets.has(inode)) ports.push(Number.parseInt(local.split(':')[1], 16));
  }
  return ports;
}

const portOf = (address: string) => Number(address.split(':')[1]);
const observing = (stdout: string) =>
  (JSON.parse(stdout) as string[]).filter((path) => /node_modules\/(prom-client|@opentelemetry)\//.test(path));

describe.runIf(process.platform === 'linux')('a service', () => {
  it('listens on one port and loads neither prom-client nor OpenTelemetry without settings', async () => {
    const { child, address, kill, stdout, log } = await start({});
    expect(await portsOf(child.pid)).toEqual([portOf(address)]);
    expect(await kill('SIGTERM')).toBe(0);
    expect(observing(stdout())).toEqual([]);
    expect(log.every((line) => !('trace_id' in line))).toBe(true);
  });

  it.each([[{ OTEL_SDK_DISABLED: 'true' }], [{ OTEL_TRACES_EXPORTER: 'none' }]])(
    'does not load OpenTelemetry when it has an endpoint for traces and %j',
    async (settings) => {
      const { kill, stdout } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...settings });
      expect(await kill('SIGTERM')).toBe(0);
      expect(observing(stdout())).toEqual([]);
    },
  );

  it('serves metrics on a second port, and loads prom-client and OpenTelemetry, when METRICS_PORT and an endpoint are set', async () => {
    const receiver = await startOtlpReceiver();
    const { child, log, address, kill, stdout } = await start({ METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint });
    const metrics = () => log.find(({ msg }) => msg === 'metrics')?.address as string | undefined;
    await expect.poll(metrics).toBeDefined();
    expect((await portsOf(child.pid)).sort()).toEqual([portOf(address), portOf(metrics() ?? '')].sort());
    await expect.poll(async () => (await fetch(`http://${metrics()}/readyz`)).status).toBe(200);
    const text = await (await fetch(`http://${metrics()}/metrics`)).text();
    expect(text).toContain('dezenas_chunk_seconds_count 0');
    expect(text).not.toContain('dezenas_rows_total');
    expect(await kill('SIGTERM')).toBe(0);
    expect(observing(stdout()).length).toBeGreaterThan(10);
    await receiver.stop();
  });

  it('exits with an error that names METRICS_PORT when its metrics port is in use', async () => {
    const first = await start({ METRICS_PORT: '0' });
    await expect.poll(() => first.log.find(({ msg }) => msg === 'metrics')).toBeDefined();
    const port = portOf(first.log.find(({ msg }) => msg === 'metrics')?.address as string);
    const main = fileURLToPath(new URL('../../services/generator/main.js', import.meta.url));
    const second = spawnSync(process.execPath, [main], { env: { PATH: process.env.PATH, PORT: '0', METRICS_PORT: String(port) } });
    expect(second.status).toBe(1);
    expect(String(second.stderr)).toBe(`generator: METRICS_PORT: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`);
  });
});

describe('METRICS_HOST', () => {
  it('is a loopback address, unless METRICS_ALLOW_INSECURE is set', () => {
    expect(readGeneratorConfig({}).METRICS_HOST).toBe('127.0.0.1');
    expect(() => readGeneratorConfig({ METRICS_HOST: '0.0.0.0' })).toThrow(/METRICS_HOST.*METRICS_ALLOW_INSECURE=true/);
    expect(readGeneratorConfig({ METRICS_HOST: '0.0.0.0', METRICS_ALLOW_INSECURE: 'true' }).METRICS_HOST).toBe('0.0.0.0');
    expect(() => readGeneratorConfig({ METRICS_PORT: '65536' })).toThrow(/METRICS_PORT/);
  });
});
