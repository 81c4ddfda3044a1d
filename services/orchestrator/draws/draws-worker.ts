import { DezenasError } from '../../shared/errors.js';
import { findLottery } from '../../shared/lotteries/catalogue.js';
import type { Lottery } from '../../shared/lotteries/lottery.js';
import { fitPopularity } from '../popularity/fit-popularity.js';
import type { DrawsTask, DrawsTaskResult } from './draws-task.js';
import { readDrawsFile } from './read-draws-file.js';

export default function runDrawsTask(task: DrawsTask): DrawsTaskResult {
  const lottery = findLottery(task.lottery) as Lottery;
  try {
    if (task.kind === 'fit') return { model: fitPopularity(lottery, task.history) };
    return { file: readDrawsFile(Buffer.from(task.file.buffer, task.file.byteOffset, task.file.length), lottery) };
  } catch (error) {
    if (!(error instanceof DezenasError)) throw error;
    const { code, message, reason, violations } = error;
    return { refused: { code, message, reason, violations } };
  }
}
