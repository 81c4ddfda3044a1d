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

/** After the last fault: no job that changes for so long, and those left are stuck. */
const STUCK_MS = 120_000;
const LOOK_MS = 250;
const MEET_MS = 20;
/** Jobs of this size, one of each kind, are tried first, to know how fast this machine is. */
const TRIAL = { jobs: 4, size: 0.1 };
const LEAST_SIZE = 0.1;
const MOST_SIZE = 4;
/** How much longer than the faults the jobs should take: machines get idle, too. */
const LONGER = 1.5;
/** Of so many jobs one more is accepted before the first fault. */
const AHEAD = 5;

export interface ChaosOptions {
  faults: number;
  jobs: number;
  seed: number;
  /** Of the jobs; undefined: such that together they take longer than the faults on this machine. */
  size?: number;
  say(line: string): void;
}

export interface ChaosResult {
  summary: string;
  completed: number;
  failed: number;
  /** Faults that came while a job was at work. */
  met: number;
  /** Lost, stuck, wrong or doubled jobs, one line each. */
  wrong: string[];
}

interface Running {
  planned: PlannedJob;
  watcher: Watcher;
  end: Promise<Job | string>;
}

/** Jobs, and faults over them; then, on a cluster that is well again, what became of each job. */
export async function runChaos(cluster: Cluster, { faults, jobs, seed, size, say }: ChaosOptions): Promise<ChaosResult> {
  const callers = new Callers(cluster);
  const stop = new AbortController();
  const running: Running[] = [];
  try {
    const plan = planFaults(faults, cluster.members, new Random(seed));
    const chosen = size ?? (await measureSize(callers, plan, jobs));
    const planned = planJobs(jobs, seed, chosen);
    say(`seed ${seed}, jobs of size ${chosen.toFixed(2)} (--size)`);
    const accept = async (each: PlannedJob) => {
      const { id } = await callers.ask((client, options) => client.client.createJob(each.request, options));
      const watcher = new Watcher(id);
      const end = watcher.follow(callers, stop.signal).catch((error) => lossOf(error, watcher));
      running.push({ planned: each, watcher, end });
    };
    // Jobs are accepted all along, so that each fault meets some.
    const ahead = 1 + Math.floor((jobs - 1) / AHEAD);
    const dueBefore = (fault: number) => Math.min(jobs, ahead + Math.floor((fault * (jobs - ahead)) / Math.max(1, faults - 1)));
    const accepting = planned.values();
    const acceptDue = async (count: number) => {
      for (let missing = count - running.length; missing > 0; missing--) await accept(accepting.next().value as PlannedJob);
    };
    await acceptDue(dueBefore(0));
    let met = 0;
    const before = async (fault: number) => {
      await acceptDue(dueBefore(fault));
      // A quick machine may be through with those: the next one comes early.
      if (running.length < jobs && running.every(({ watcher }) => watcher.hasEnded())) await acceptDue(running.length + 1);
      while (!running.some(({ watcher }) => watcher.isAtWork())) {
        if (running.every(({ watcher }) => watcher.hasEnded())) return;
        await delay(MEET_MS);
      }
      met++;
    };
    await strike(plan, before, say);
    await acceptDue(jobs);
    say(`the faults are over: ${met} of ${faults} met jobs at work`);
    await waitForEnds(running, performance.now(), stop);
    return { ...(await conclude(running, callers, cluster, faults)), met };
  } finally {
    stop.abort();
    await Promise.allSettled(running.map(({ end }) => end));
    callers.close();
  }
}

/** How large the jobs have to be to keep this machine, as busy as it is, at work while the faults go on. */
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
  return Math.max(LEAST_SIZE, Math.min(MOST_SIZE, (LONGER * TRIAL.size * faultsMs) / (jobMs * jobs)));
}

async function waitForEnds(running: Running[], calm: number, stop: AbortController): Promise<void> {
  let left = running.length;
  void Promise.allSettled(running.map(({ end }) => end.finally(() => left--)));
  while (left > 0) {
    const changed = Math.max(calm, ...running.map(({ watcher }) => watcher.changed));
    if (performance.now() - changed > STUCK_MS) stop.abort();
    await delay(LOOK_MS);
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
    wrong.push(`${running.length} jobs were accepted, and ${known.length} are known`);
  const completed = ended.filter(({ state }) => state === 'JOB_STATE_COMPLETED').length;
  const reasons = ended.flatMap(({ failure }) => failure?.reason ?? []);
  const silence = Math.max(0, ...running.map(({ watcher }) => watcher.longestSilenceMs)) / 1000;
  const summary = [
    `${faults} faults over ${running.length} jobs: ${completed} completed, ${reasons.length} failed${listOf(reasons)}, ${lost} lost, ${wrong.length - lost} wrong`,
    `attempts ${ended.map(({ attempts }) => attempts).join(' ')}`,
    `longest silence of a watcher ${silence.toFixed(1)} s`,
    `asked another orchestrator ${callers.askedAgain} times`,
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
