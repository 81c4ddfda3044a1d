import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/**
 * Loaded first by a measured Node.js process: says the most memory it ever had, in KiB. The kernel's own count of it for a process
 * (ru_maxrss) begins with that of its parent; the one of its memory (VmHWM) does not.
 */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent(
  "import{readFileSync,writeSync}from'node:fs';process.on('exit',()=>{let peak;try{peak=/VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]}catch{peak=process.resourceUsage().maxRSS}writeSync(2,'peak '+peak+'\\n')})",
)}`;

/** A whole process, from its start to its end. */
export interface Run {
  seconds: number;
  /** The most memory it had, of all its processes the largest. */
  megabytes: number;
  stdout: string;
}

/** Runs a Node.js program. @throws Error when it fails. */
export async function runNode(parameters: string[], environment: Record<string, string> = {}): Promise<Run> {
  return runProgram(process.execPath, ['--import', TELL_PEAK, ...parameters], environment);
}

/** Runs any program; its memory is known only when it says so on standard error as `peak <KiB>`. */
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

/** Versions that a figure depends on. */
export const VERSIONS = `dezenas ${manifest.version}, node ${process.version}, grpc-js ${manifest.dependencies['@grpc/grpc-js']}, exceljs ${manifest.dependencies.exceljs}`;
