import { DEFAULT_LOTTERY } from '../../../domain/lotteries/catalogue.js';
import type { DrawsOptions } from '../options/draws-options.js';
import { toPrintable } from '../output/printable.js';
import { canOverwriteLine } from '../output/terminal.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { printHistory } from './run-draws.js';
import { withOrchestrator } from './with-orchestrator.js';

/** Minimum time between two progress lines on output that is not a terminal. */
const LINE_INTERVAL_MS = 1_000;

/** Syncs one lottery after the other, and stops at the first failure. undefined stands for the default lottery. */
export async function runDrawsSync(lotteries: (string | undefined)[], options: DrawsOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  await withOrchestrator(options, { ...texts, interrupted: texts.syncInterrupted }, async (client, signal) => {
    for (const lottery of lotteries) {
      const line = createLine(process.stderr);
      try {
        for await (const { fetched, total, history, warnings, popularity } of client.syncDraws(lottery, { signal })) {
          if (!history) {
            line.show(texts.syncing(lottery ?? DEFAULT_LOTTERY, texts.number(fetched), texts.number(total)));
            continue;
          }
          line.end();
          for (const warning of warnings) process.stderr.write(`${texts.warning}: ${toPrintable(warning)}\n`);
          printHistory(history, warnings, popularity, options, texts);
        }
      } finally {
        line.end();
      }
    }
  });
}

/** Creates one line that overwrites itself on a terminal; elsewhere at most one line per second is printed. */
function createLine(stream: NodeJS.WriteStream): { show(text: string): void; end(): void } {
  let printedAt = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    show: (text) => {
      if (canOverwriteLine(stream, process.env)) {
        stream.write(`\r\u001b[K${text}`);
        open = true;
      } else if (performance.now() - printedAt >= LINE_INTERVAL_MS) {
        printedAt = performance.now();
        stream.write(`${text}\n`);
      }
    },
    end: () => {
      if (open) stream.write('\n');
      open = false;
    },
  };
}
