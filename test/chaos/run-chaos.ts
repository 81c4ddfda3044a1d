import { setTimeout as delay } from 'node:timers/promises';
import { DezenasError, type Job } from '../../services/client/library/client.js';
import type { Cluster } from '../support/cluster/cluster.js';
import { Random } from '../support/data/random.js';
import { Callers } from './callers.js';
import { check } from './check.js';
import { type PlannedJob, planJobs } from './job-requests.js';
import { type PlannedFault, planFaults } from './plan-faults.js';
import { strike } from './strike.js';
import { Watcher } from './watcher.js';

/** If no job changes for this long after the last fault, the remaining jobs are stuck. */
const STUCK_MS = 120_000;
const POLL_MS = 250;
const RUNNING_POLL_MS = 20;
/** Trial jobs, one of each kind, that measure how fast this machine is. */
const TRIAL = { jobs: 4, size: 0.1 };
const MIN_SIZE = 0.1;
const MAX_SIZE = 4;
/** Planned duration of the jobs relative to the faults; above 1, because the machine may become faster during the run. */
const DURATION_FACTOR = 1.5;
/** One in this many jobs is accepted before the first fault. */
const JOBS_PER_EARLY_JOB = 5;

export interface ChaosOptions {
  faults: number;
  jobs: number;
  seed: number;
  /** Size of the jobs. By default, the size is chosen so that the jobs take longer than the faults on this machine. */
  size?: number;
  say(line: string): void;
}

export interface ChaosResult {
  summary: string;
  completed: number;
  failed: number;
  /** Number of faults that started while a job was running. */
  met: number;
  /** Lost, stuck, wrong or duplicate jobs, one line each. */
  wrong: string[];
}

interface Running {
  planned: PlannedJob;
  watcher: Watcher;
  end: Promise<Job | string>;
}

/** Runs jobs while it injects faults, waits until the cluster has recovered, and checks every job. */
export async function runChaos(cluster: Cluster, { faults, jobs, seed, size, say }: ChaosOptions): Promise<ChaosResult> {
  const callers = new Callers(cluster);
  const stop = new AbortController();
  const running: Running[] = [];
  try {
    const plan = planFaults(faults, cluster.members, new Random(seed));
    const chosen = size ?? (await measureSize(callers, plan, jobs));
    const planned = planJobs(jobs, seed, chosen);
    say(`seed ${seed}, job size ${chosen.toFixed(2)} (--size)`);
    const accept = async (each: PlannedJob) => {
      const { id } = await callers.ask((client, options) => client.client.createJob(each.request, options));
      const watcher = new Watcher(id);
      const end = watcher.follow(callers, stop.signal).catch((error) => lossOf(error, watcher));
      running.push({ planned: each, watcher, end });
    };
    // Jobs are accepted during the whole run, so that each fault finds running jobs.
    const early = 1 + Math.floor((jobs - 1) / JOBS_PER_EARLY_JOB);
    const dueBefore = (fault: number) => Math.min(jobs, early + Math.floor((fault * (jobs - early)) / Math.max(1, faults - 1)));
    const accepting = planned.values();
    const acceptDue = async (count: number) => {
      for (let missing = count - running.length; missing > 0; missing--) await accept(accepting.next().value as PlannedJob);
    };
    await acceptDue(dueBefore(0));
    let met = 0;
    const before = async (fault: number) => {
      await acceptDue(dueBefore(fault));
      // On a fast machine all accepted jobs may have ended: create the next job early.
      if (running.length < jobs && running.every(({ watcher }) => watcher.hasEnded())) await acceptDue(running.length + 1);
      while (!running.some(({ watcher }) => watcher.isRunning())) {
        if (running.every(({ watcher }) => watcher.hasEnded())) return;
        await delay(RUNNING_POLL_MS);
      }
      met++;
    };
    await strike(plan, before, say);
    await acceptDue(jobs);
    say(`all faults have ended: ${met} of ${faults} started while a job was running`);
    await waitForEnds(running, performance.now(), stop);
    return { ...(await conclude(running, callers, cluster, faults)), met };
  } finally {
    stop.abort();
    await Promise.allSettled(running.map(({ end }) => end));
    callers.close();
  }
}

/** Measures the speed of this machine. @returns the size at which the jobs run for as long as the faults. */
async function measureSize(callers: Callers, plan: PlannedFault[], jobs: number): Promise<number> {
  const start = performance.now();
  const trials = planJobs(TRIAL.jobs, 0, TRIAL.size).map(async ({ request }) => {
    const { id } = await callers.ask((client) => client.create(request));
    await callers.ask((client) => client.end(id));
    await callers.ask((client) => client.client.deleteJob(id));
  });
  await Promise.all(trials);
  const jobMs = (performance.now() - start) / TRIAL.jobs;
  const faultsMs = plan.reduce((sum, { afterMs }) => sum + afterMs, 0);
  return Math.max(MIN_SIZE, Math.min(MAX_SIZE, (DURATION_FACTOR * TRIAL.size * faultsMs) / (jobMs * jobs)));
}

async function waitForEnds(running: Running[], recoveredMs: number, stop: AbortController): Promise<void> {
  let left = running.length;
  void Promise.allSettled(running.map(({ end }) => end.finally(() => left--)));
  while (left > 0) {
    const changed = Math.max(recoveredMs, ...running.map(({ watcher }) => watcher.changed));
    if (performance.now() - changed > STUCK_MS) stop.abort();
    await delay(POLL_MS);
  }
}

async function conclude(running: Running[], callers: Callers, cluster: Cluster, faults: number): Promise<Omit<ChaosResult, 'met'>> {
  const wrong: string[] = [];
  const ended: Job[] = [];
  let lost = 0;
  for (const { planned, watcher, end } of running) {
    const job = await end;
    if (typeof job === 'string') {
      lost++;
      wrong.push(`${watcher.id} (${planned.name}): ${job}`);
      continue;
    }
    ended.push(job);
    wrong.push(...(await check({ planned, job }, callers, cluster)).map((what) => `${job.id} (${planned.name}): ${what}`));
  }
  const { jobs: known } = await callers.ask((client) => client.client.listJobs({ pageSize: 1_000 }));
  const requests = new Set(known.map(({ requestId }) => requestId));
  if (requests.size !== known.length || known.length !== running.length)
    wrong.push(`${running.length} jobs were accepted, but ListJobs returns ${known.length} jobs with ${requests.size} request ids`);
  const completed = ended.filter(({ state }) => state === 'JOB_STATE_COMPLETED').length;
  const reasons = ended.flatMap(({ failure }) => failure?.reason ?? []);
  const silence = Math.max(0, ...running.map(({ watcher }) => watcher.longestSilenceMs)) / 1000;
  const summary = [
    `${faults} faults during ${running.length} jobs: ${completed} completed, ${reasons.length} failed${listOf(reasons)}, ${lost} lost, ${wrong.length - lost} wrong`,
    `attempts ${ended.map(({ attempts }) => attempts).join(' ')}`,
    `longest time without an update for a watcher ${silence.toFixed(1)} s`,
    `${callers.retries} calls retried at another orchestrator`,
  ].join('; ');
  return { summary, completed, failed: reasons.length, wrong };
}

function lossOf(error: unknown, { last }: Watcher): string {
  const seen = last ? `last seen ${last.state} at attempt ${last.attempts}` : 'never seen';
  return error instanceof DezenasError ? `lost: ${error.message} (${seen})` : `stuck: ${seen}`;
}

function listOf(reasons: string[]): string {
  return reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
}
