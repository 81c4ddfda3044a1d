import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { hasEnded } from '../../library/watch-job.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { JOB_TEXTS } from '../texts/job-texts.js';
import { writesOver } from './terminal.js';

/** How far a job is, told while it works. */
export interface Progress {
  update(job: Job): void;
  /** The job is done; its workbook is being fetched. */
  saving(): void;
  stop(): void;
}

/** Between two plain lines. */
const LINE_INTERVAL_MS = 1_000;

interface Step {
  stage: string;
  games: number;
  total: number;
  gamesPerSecond: number;
  secondsLeft: number;
}

interface Display {
  show(step: Step): void;
  stop(): void;
}

/** A bar where it can be written over, plain lines elsewhere, nothing when quiet. */
export async function createProgress(locale: Locale, stream: NodeJS.WriteStream, quiet: boolean): Promise<Progress> {
  if (quiet) return { update: () => {}, saving: () => {}, stop: () => {} };
  const texts = COMMAND_TEXTS[locale];
  const { states } = JOB_TEXTS[locale];
  const display = writesOver(stream, process.env) ? await createBar(texts, stream) : createLines(texts, stream);
  let last: Step | undefined;
  return {
    update: (job) => {
      const { state, progress } = job;
      if (!progress) return;
      const { gamesGenerated, gamesTotal, gamesPerSecond, secondsLeft } = progress;
      last = { stage: states[state] ?? state, games: Number(gamesGenerated), total: Number(gamesTotal), gamesPerSecond, secondsLeft };
      if (!hasEnded(job)) display.show(last);
    },
    saving: () => {
      if (last) display.show({ ...last, stage: texts.saving });
    },
    stop: () => display.stop(),
  };
}

async function createBar(texts: CommandTexts, stream: NodeJS.WriteStream): Promise<Display> {
  const { default: cliProgress } = await import('cli-progress');
  const format = `{stage} [{bar}] {percentage}% | ${texts.barFormat}`;
  const bar = new cliProgress.SingleBar({ format, hideCursor: true, clearOnComplete: true, stream }, cliProgress.Presets.legacy);
  let started = false;
  return {
    show: ({ stage, games, total, gamesPerSecond, secondsLeft }) => {
      const words = {
        stage,
        games: texts.number(games),
        all: texts.games(total),
        speed: texts.number(Math.round(gamesPerSecond)),
        left: Math.ceil(secondsLeft),
      };
      if (started) bar.update(games, words);
      else bar.start(total, games, words);
      started = true;
    },
    stop: () => bar.stop(),
  };
}

function createLines(texts: CommandTexts, stream: NodeJS.WriteStream): Display {
  let told = Number.NEGATIVE_INFINITY;
  let stage = '';
  return {
    show: (step) => {
      const now = performance.now();
      if (step.stage === stage && now - told < LINE_INTERVAL_MS) return;
      told = now;
      stage = step.stage;
      stream.write(`${texts.progressLine(step)}\n`);
    },
    stop: () => {},
  };
}
