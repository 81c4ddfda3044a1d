import { findLottery } from '../../../domain/lotteries/catalogue.js';
import type { Lottery } from '../../../domain/lotteries/lottery.js';
import { DezenasError } from '../../../shared/errors.js';
import { fitPopularity } from '../popularity/fit-popularity.js';
import { readDrawsFile } from '../reading/read-draws-file.js';
import type { DrawsTask, DrawsTaskResult } from './draws-task.js';

export default async function runDrawsTask(task: DrawsTask): Promise<DrawsTaskResult> {
  const lottery = findLottery(task.lottery) as Lottery;
  try {
    if (task.kind === 'fit') return { model: fitPopularity(lottery, task.history) };
    return { file: await readDrawsFile(Buffer.from(task.file.buffer, task.file.byteOffset, task.file.length), lottery) };
  } catch (error) {
    if (!(error instanceof DezenasError)) throw error;
    const { code, message, reason, violations } = error;
    return { refused: { code, message, reason, violations } };
  }
}
