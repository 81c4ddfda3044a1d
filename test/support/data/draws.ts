import type { DezenasClient, SyncDrawsStep } from '../../../services/client/library/client.js';
import { findLottery } from '../../../services/domain/lotteries/catalogue.js';
import type { Lottery } from '../../../services/domain/lotteries/lottery.js';
import { readDrawsFile } from '../../../services/orchestrator/draws/reading/read-draws-file.js';
import { numbersTo, Random } from './random.js';
import { hasSharedData, readShared } from './shared-data.js';

/** Returns a CSV of Mega-Sena draws: the official draws if they are present, otherwise 3,000 random draws. */
export function drawsCsv(): Buffer {
  if (hasSharedData) return readShared('draws/megasena.csv');
  const random = new Random(1996);
  const rows = Array.from({ length: 3_000 }, (_, i) => `${i + 1},2000-01-01,${random.choose(numbersTo(60), 6).join(',')}`);
  return Buffer.from(['concurso,data,bola1,bola2,bola3,bola4,bola5,bola6', ...rows].join('\n'));
}

/** Returns the numbers of the draws of a CSV, newest first. */
export async function drawsOf(csv: Buffer): Promise<number[][]> {
  const { draws } = await readDrawsFile(csv, findLottery('mega-sena') as Lottery);
  return draws.toSorted((a, b) => b.number - a.number).map(({ numbers }) => numbers);
}

export async function importDraws(client: DezenasClient, file: Buffer, lottery?: string) {
  return client.importDraws(
    (async function* () {
      yield file;
    })(),
    lottery,
  );
}

/** Syncs draws with the results API. @returns all steps of the sync, and the last step. */
export async function syncDraws(client: DezenasClient, lottery?: string): Promise<{ steps: SyncDrawsStep[]; last: SyncDrawsStep }> {
  const steps: SyncDrawsStep[] = [];
  for await (const step of client.syncDraws(lottery)) steps.push(step);
  return { steps, last: steps.at(-1) as SyncDrawsStep };
}
