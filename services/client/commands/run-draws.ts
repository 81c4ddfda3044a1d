import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DezenasError } from '../../shared/errors.js';
import type { History } from '../client.js';
import { COMMAND_TEXTS, type CommandTexts } from './command-texts.js';
import type { DrawsOptions } from './draws-options.js';
import { outputLocale } from './output-locale.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runDrawsImport(file: string, options: DrawsOptions): Promise<void> {
  await checkReadable(file);
  const texts = COMMAND_TEXTS[outputLocale(options.locale, process.env)];
  await withOrchestrator(options.address, texts, async (client, signal) => {
    const { history, warnings } = await client.importDraws(createReadStream(file), options.lottery, { signal });
    for (const warning of warnings) process.stderr.write(`${texts.warning}: ${warning}\n`);
    print(history, warnings, options, texts);
  });
}

export async function runDrawsStatus(options: DrawsOptions): Promise<void> {
  const texts = COMMAND_TEXTS[outputLocale(options.locale, process.env)];
  await withOrchestrator(options.address, texts, async (client, signal) => {
    try {
      print(await client.getHistory(options.lottery, { signal }), [], options, texts);
    } catch (error) {
      if (!(error instanceof DezenasError) || error.reason !== 'NO_HISTORY') throw error;
      throw new DezenasError('NOT_FOUND', texts.noDraws(options.lottery ?? 'mega-sena'));
    }
  });
}

function print(history: History, warnings: string[], { json }: DrawsOptions, texts: CommandTexts): void {
  const { lottery, version, draws, first, last } = history;
  const day = ({ number, date }: NonNullable<typeof first>) => `${number} (${date})`;
  const text = json
    ? JSON.stringify({ lottery, version, draws, first, last, warnings })
    : texts.imported(texts.number(draws), lottery, first ? day(first) : '', last ? day(last) : '', version);
  process.stdout.write(`${text}\n`);
}

async function checkReadable(file: string): Promise<void> {
  const entry = await stat(file).catch(() => undefined);
  if (!entry) throw new DezenasError('INVALID_ARGUMENT', `${file} does not exist or may not be read`);
  if (!entry.isFile()) throw new DezenasError('INVALID_ARGUMENT', `${file} is not a file`);
}
