import type { Locale } from '../../../shared/locale.js';
import type { Job } from '../../library/client.js';
import { hasJobEnded } from '../../library/watch-job.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { describeState, JOB_TEXTS } from '../texts/job-texts.js';
import { canOverwriteLine } from './terminal.js';

/** Shows the progress of a job. */
export interface Progress {
  update(job: Job): void;
  /** Shows that the job has completed and its files are being fetched. */
  showSaving(): void;
  stop(): void;
}

/** Minimum time between two plain lines. */
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

/** Creates a bar on a terminal, plain lines elsewhere, and nothing when quiet. */
export async function createProgress(locale: Locale, stream: NodeJS.WriteStream, quiet: boolean): Promise<Progress> {
  if (quiet) return { update: () => {}, showSaving: () => {}, stop: () => {} };
  const texts = COMMAND_TEXTS[locale];
  const display = canOverwriteLine(stream, process.env) ? await createBar(texts, stream) : createLines(texts, stream);
  let last: Step | undefined;
  return {
    update: (job) => {
      const { state, progress } = job;
      if (!progress) return;
      const { gamesGenerated, gamesTotal, gamesPerSecond, secondsLeft } = progress;
      last = {
        stage: describeState(state, JOB_TEXTS[locale]),
        games: Number(gamesGenerated),
        total: Number(gamesTotal),
        gamesPerSecond,
        secondsLeft,
      };
      if (!hasJobEnded(job)) display.show(last);
    },
    showSaving: () => {
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
  let printedAt = Number.NEGATIVE_INFINITY;
  let stage = '';
  return {
    show: (step) => {
      const now = performance.now();
      if (step.stage === stage && now - printedAt < LINE_INTERVAL_MS) return;
      printedAt = now;
      stage = step.stage;
      stream.write(`${texts.progressLine(step)}\n`);
    },
    stop: () => {},
  };
}
