import { FILE_EXTENSIONS } from '../../../domain/workbook/file-format.js';
import type { Job, Workbook } from '../../library/client.js';
import type { DownloadCommandOptions } from '../options/jobs-options.js';
import { printable } from '../output/printable.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { JOB_TEXTS, type JobTexts } from '../texts/job-texts.js';
import { outputLocale } from '../texts/output-locale.js';
import { type FetchedFile, fetchFile } from './fetch-file.js';
import { ToldError } from './localized-error.js';
import { partName } from './save-workbook.js';
import { withOrchestrator } from './with-orchestrator.js';

/** Fetches the files of a job, one after the other; each is told of when it is there. */
export async function runDownload(id: string, options: DownloadCommandOptions): Promise<void> {
  const locale = outputLocale(options.locale, process.env);
  const texts = JOB_TEXTS[locale];
  const { size } = COMMAND_TEXTS[locale];
  await withOrchestrator(options, { interrupted: texts.downloadInterrupted }, async (client, signal) => {
    const job = await client.getJob(id, { signal });
    const files: FetchedFile[] = [];
    for (const workbook of wantedOf(job, options.part, texts)) {
      const fetched = await fetchFile(client, id, workbook, nameOf(workbook, job, options), signal);
      files.push(fetched);
      if (options.json) continue;
      const tell = fetched.wasThere ? texts.alreadyThere : texts.saved;
      process.stdout.write(`${tell(printable(fetched.name), size(Number(workbook.sizeBytes)), workbook.sha256)}\n`);
    }
    if (options.json) process.stdout.write(`${JSON.stringify(asJson(id, files))}\n`);
  });
}

/** The one asked for, or all: of a job that still works, those that are there might be taken for all. */
function wantedOf({ state, workbooks }: Job, part: number | undefined, texts: JobTexts): Workbook[] {
  const none = (message: string) => new ToldError('NO_WORKBOOK', message);
  if (part !== undefined) {
    const found = workbooks.find((workbook) => workbook.part === part);
    if (!found) throw none(texts.noSuchPart(String(part)));
    return [found];
  }
  if (workbooks.length === 0) throw none(texts.noFile(texts.states[state] ?? state));
  if (state !== 'JOB_STATE_COMPLETED') throw none(texts.notAllFiles(String(workbooks.length), String(workbooks[0].parts)));
  return workbooks;
}

/** The names that generate gives. The one a server suggests is not used: it decides no path here. */
function nameOf(workbook: Workbook, { workbookOptions }: Job, { out, part }: DownloadCommandOptions): string {
  if (out && part !== undefined) return out;
  const format = (workbookOptions?.format ?? '').replace('FILE_FORMAT_', '');
  const extension = Object.entries(FILE_EXTENSIONS).find(([name]) => name === format)?.[1] ?? FILE_EXTENSIONS.XLSX;
  return partName(out ?? `jogos.${extension}`, workbook);
}

function asJson(job: string, files: FetchedFile[]): object {
  return {
    job,
    files: files.map(({ name, wasThere, workbook: { sizeBytes, sha256, games, part, parts, firstGame } }) => ({
      ...{ file: name, wasThere, sizeBytes: Number(sizeBytes), sha256 },
      ...{ games: Number(games), part, parts, firstGame: Number(firstGame) },
    })),
  };
}
