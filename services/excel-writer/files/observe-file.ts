import type { FileFormat } from '../../domain/workbook/file-format.js';
import { startSpan } from '../../shared/observability/tracing.js';
import { rows, workbookBytes, workbookSeconds, workbooks } from './file-metrics.js';

/** Updates metrics and the trace of a file while it is written. Exactly one call of `done` or `failed` ends the observation. */
export interface ObservedFile {
  /** Reports the number of games written to the file so far. */
  wrote(games: number): void;
  done(file: { games: number; sizeBytes: number }): void;
  failed(): void;
}

export function observeFile(format: FileFormat, part: number): ObservedFile {
  const began = performance.now();
  const span = startSpan('write file', { attributes: { 'dezenas.format': format, 'dezenas.part': part } });
  let counted = 0;
  return {
    wrote: (games) => {
      rows.add(games - counted, { format });
      counted = games;
    },
    done: ({ games, sizeBytes }) => {
      workbooks.add(1, { format });
      workbookBytes.add(sizeBytes, { format });
      workbookSeconds.observe((performance.now() - began) / 1000, { format });
      span?.set({ 'dezenas.games': games, 'dezenas.bytes': sizeBytes });
      span?.end();
    },
    failed: () => span?.end({ failure: 'not finished' }),
  };
}
