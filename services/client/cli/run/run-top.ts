import { pause } from '../../../shared/async/backoff.js';
import { DezenasError } from '../../../shared/errors.js';
import { onInterruption } from '../../../shared/process/interruption.js';
import { createClient, DEFAULT_ADDRESS, type DezenasClient } from '../../library/client.js';
import { resolveConnection } from '../options/connection-options.js';
import type { TopOptions } from '../options/top-options.js';
import { type JobsSnapshot, takeJobsSnapshot } from '../output/jobs-snapshot.js';
import { toPrintable } from '../output/printable.js';
import { supportsEscapes } from '../output/terminal.js';
import { topLines, totalsOf } from '../output/top-table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeFailure } from '../texts/failure-texts.js';
import { TOP_TEXTS } from '../texts/top-texts.js';

/** Longer than the 10 s after which a server reports an unreachable Redis. */
const TIMEOUT_MS = 15_000;

/** Error codes after which a later request may succeed. */
const TRANSIENT_CODES = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED']);

/** Switch the terminal to its alternate screen without a cursor, and back to the screen before. */
const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l';
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export async function runTop(options: TopOptions): Promise<void> {
  const client = createClient(resolveConnection(options, process.env));
  try {
    if (supportsEscapes(process.stdout, process.env) && !options.once && !options.json) await watchJobs(client, options);
    else await printOnce(client, options);
  } finally {
    client.close();
  }
}

async function printOnce(client: DezenasClient, { json, locale }: TopOptions): Promise<void> {
  const now = await takeJobsSnapshot(client, { timeoutMs: TIMEOUT_MS });
  const language = chooseOutputLocale(locale, process.env);
  const text = json
    ? JSON.stringify({ totals: totalsOf(now, undefined), jobs: now.jobs, cut: now.truncated }, null, 2)
    : topLines(now, undefined, COMMAND_TEXTS[language], TOP_TEXTS[language]).join('\n');
  process.stdout.write(`${text}\n`);
}

/** Redraws the table until a signal, or until the terminal closes. */
async function watchJobs(client: DezenasClient, { address = DEFAULT_ADDRESS, interval, locale }: TopOptions): Promise<void> {
  const language = chooseOutputLocale(locale, process.env);
  const [texts, top] = [COMMAND_TEXTS[language], TOP_TEXTS[language]];
  const ended = new AbortController();
  const end = () => ended.abort();
  const stopListening = onInterruption(end);
  process.stdout.on('error', end);
  process.stdout.write(ENTER_SCREEN);
  let before: JobsSnapshot | undefined;
  try {
    while (!ended.signal.aborted) {
      const { rows = 24 } = process.stdout;
      try {
        const now = await takeJobsSnapshot(client, { timeoutMs: TIMEOUT_MS, signal: ended.signal });
        drawScreen([...topLines(now, before, texts, top, rows - 2), '', top.quit]);
        before = now;
      } catch (error) {
        if (ended.signal.aborted) break;
        if (!(error instanceof DezenasError) || !TRANSIENT_CODES.has(error.code)) throw error;
        drawScreen([top.waiting(address, describeFailure(error, language)), '', top.quit]);
        before = undefined;
      }
      await pause(interval * 1000, ended.signal);
    }
  } finally {
    process.stdout.write(LEAVE_SCREEN);
    process.stdout.off('error', end);
    stopListening();
  }
}

function drawScreen(lines: string[]): void {
  const { columns = 80, rows = 24 } = process.stdout;
  const cut = lines.slice(0, rows).map((line) => toPrintable(line).slice(0, columns) + CLEAR_LINE);
  process.stdout.write(HOME + cut.join('\r\n') + CLEAR_BELOW);
}
