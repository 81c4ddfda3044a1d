import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/**
 * A module that a measured Node.js process loads first. At the exit of the process, the module prints its peak memory in KiB. VmHWM is preferred
 * over ru_maxrss, which includes the memory of the parent process at the fork.
 */
const PRINT_PEAK = `data:text/javascript,${encodeURIComponent(
  "import{readFileSync,writeSync}from'node:fs';process.on('exit',()=>{let peak;try{peak=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{peak=process.resourceUsage().maxRSS}writeSync(2,'peak '+peak+'\\n')})",
)}`;

/** Measurements of a process from its start to its end. */
export interface Run {
  seconds: number;
  /** Peak memory; the largest value if several processes reported a peak. */
  megabytes: number;
  stdout: string;
}

/** Runs a Node.js program. @throws Error when it fails. */
export async function runNode(parameters: string[], environment: Record<string, string> = {}): Promise<Run> {
  return runProgram(process.execPath, ['--import', PRINT_PEAK, ...parameters], environment);
}

/** Runs any program. Its memory is measured only if the program prints `peak <KiB>` to standard error. */
export async function runProgram(program: string, parameters: string[], environment: Record<string, string> = {}): Promise<Run> {
  const start = performance.now();
  const child = spawn(program, parameters, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${program} ${parameters.join(' ')} ended with ${code}: ${stderr}`);
  const peaks = [...stderr.matchAll(/^peak (\d+)$/gm)].map(([, kibibytes]) => Number(kibibytes) / 1024);
  return { seconds, megabytes: Math.max(0, ...peaks), stdout };
}

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

/** Versions that affect the figures. */
export const VERSIONS = `dezenas ${manifest.version}, node ${process.version}, grpc-js ${manifest.dependencies['@grpc/grpc-js']}, exceljs ${manifest.dependencies.exceljs}`;
