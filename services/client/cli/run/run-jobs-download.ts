import { FILE_EXTENSIONS } from '../../../domain/workbook/file-format.js';
import type { Job, Workbook } from '../../library/client.js';
import type { DownloadCommandOptions } from '../options/jobs-options.js';
import { toPrintable } from '../output/printable.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { describeState, JOB_TEXTS, type JobTexts } from '../texts/job-texts.js';
import { type FetchedFile, fetchFile } from './fetch-file.js';
import { LocalizedError } from './localized-error.js';
import { namePart } from './save-workbook.js';
import { withOrchestrator } from './with-orchestrator.js';

/** Downloads the files of a job, one after the other, and prints a line for each. */
export async function runDownload(id: string, options: DownloadCommandOptions): Promise<void> {
  const locale = chooseOutputLocale(options.locale, process.env);
  const texts = JOB_TEXTS[locale];
  const { size } = COMMAND_TEXTS[locale];
  await withOrchestrator(options, { interrupted: texts.downloadInterrupted }, async (client, signal) => {
    const job = await client.getJob(id, { signal });
    const files: FetchedFile[] = [];
    for (const workbook of selectWorkbooks(job, options.part, texts)) {
      const fetched = await fetchFile(client, id, workbook, chooseName(workbook, job, options), signal);
      files.push(fetched);
      if (options.json) continue;
      const describe = fetched.wasThere ? texts.alreadyThere : texts.saved;
      process.stdout.write(`${describe(toPrintable(fetched.name), size(Number(workbook.sizeBytes)), workbook.sha256)}\n`);
    }
    if (options.json) process.stdout.write(`${JSON.stringify(toJson(id, files))}\n`);
  });
}

/** Selects the requested file, or all files. All files need a completed job: a user could take the first files of a running job for all. */
function selectWorkbooks({ state, workbooks }: Job, part: number | undefined, texts: JobTexts): Workbook[] {
  const createError = (message: string) => new LocalizedError('NO_WORKBOOK', message);
  if (part !== undefined) {
    const found = workbooks.find((workbook) => workbook.part === part);
    if (!found) throw createError(texts.noSuchPart(String(part)));
    return [found];
  }
  if (workbooks.length === 0) throw createError(texts.noFile(describeState(state, texts)));
  if (state !== 'JOB_STATE_COMPLETED') throw createError(texts.notAllFiles(String(workbooks.length), String(workbooks[0].parts)));
  return workbooks;
}

/** Names a file as `dezenas generate` does. The name that the server suggests is not used: a server must not choose a path here. */
function chooseName(workbook: Workbook, { workbookOptions }: Job, { out, part }: DownloadCommandOptions): string {
  if (out && part !== undefined) return out;
  const format = (workbookOptions?.format ?? '').replace('FILE_FORMAT_', '');
  const extension = Object.entries(FILE_EXTENSIONS).find(([name]) => name === format)?.[1] ?? FILE_EXTENSIONS.XLSX;
  return namePart(out ?? `jogos.${extension}`, workbook);
}

function toJson(job: string, files: FetchedFile[]): object {
  return {
    job,
    files: files.map(({ name, wasThere, workbook: { sizeBytes, sha256, games, part, parts, firstGame } }) => ({
      file: name,
      wasThere,
      sizeBytes: Number(sizeBytes),
      sha256,
      games: Number(games),
      part,
      parts,
      firstGame: Number(firstGame),
    })),
  };
}
