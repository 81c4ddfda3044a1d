import { fromGameBatch, MAX_BATCH_GAMES } from '../../core/batch.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { invalidArgument } from '../../shared/errors.js';
import type { CheckGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { GameBatch__Output } from '../../shared/grpc/generated/dezenas/v1/GameBatch.js';
import type { GameList__Output } from '../../shared/grpc/generated/dezenas/v1/GameList.js';
import { Violations } from '../../shared/violations.js';
import type { PackedGames } from '../judging/draw-check.js';

/**
 * Checks and packs the caller's own games. Consecutive games of the same size come in one pack.
 * @throws DezenasError INVALID_ARGUMENT for a repeated header, or for games that the lottery does not allow.
 */
export async function* packCallerGames(requests: AsyncIterable<CheckGamesRequest__Output>, lottery: Lottery): AsyncGenerator<PackedGames> {
  for await (const { header, games, batch } of requests) {
    if (header) throw invalidArgument([{ field: 'header', description: 'must not be repeated' }]);
    if (batch) {
      const packed = fromGameBatch(batch);
      checkPacked(packed, lottery);
      yield packed;
      continue;
    }
    for (const packed of packConsecutive([...unpackCallerGames(games, null)])) {
      checkPacked(packed, lottery);
      yield packed;
    }
  }
}

function* packConsecutive(games: CallerGame[]): Generator<PackedGames> {
  for (let start = 0, end = 0; start < games.length; start = end) {
    const [picks, extraPicks] = [games[start].numbers.length, games[start].extras.length];
    while (games[end]?.numbers.length === picks && games[end].extras.length === extraPicks) end++;
    const numbers = games.slice(start, end).flatMap((game) => [...game.numbers, ...game.extras]);
    yield { count: end - start, picks, extraPicks, numbers: Uint8Array.from(numbers) };
  }
}

function checkPacked({ count, picks, extraPicks, numbers }: PackedGames, lottery: Lottery): void {
  const violations = new Violations();
  violations.checkRange('games.numbers', picks, lottery.minPicks, lottery.maxPicks);
  const { extra, universeSize } = lottery;
  if (extraPicks > 0) violations.checkRange('games.extras', extraPicks, extra?.minPicks ?? 0, extra?.maxPicks ?? 0);
  const bytes = picks + extraPicks;
  for (let i = 0; i < count && violations.list.length === 0; i++) {
    const game = numbers.subarray(i * bytes, i * bytes + picks);
    const extras = numbers.subarray(i * bytes + picks, (i + 1) * bytes);
    if (new Set(game).size !== picks || new Set(extras).size !== extraPicks)
      violations.add('games.numbers', `must be distinct: ${game.join(' ')}`);
    for (const number of game) violations.checkRange('games.numbers', number, 1, universeSize);
    for (const number of extras) violations.checkRange('games.extras', number, 1, extra?.universeSize ?? 0);
  }
  violations.throwIfAny();
}

interface CallerGame {
  numbers: number[];
  extras: number[];
}

/**
 * Yields the games of a message, which has either a list or a batch. The numbers are not checked against a lottery.
 * @throws DezenasError INVALID_ARGUMENT when both are missing, or one is too large.
 */
export function* unpackCallerGames(
  list: GameList__Output | null | undefined,
  batch: GameBatch__Output | null | undefined,
): Generator<CallerGame> {
  if (batch) {
    const { count, picks, extraPicks, numbers } = fromGameBatch(batch);
    const bytes = picks + extraPicks;
    for (let i = 0; i < count; i++) {
      yield {
        numbers: [...numbers.subarray(i * bytes, i * bytes + picks)],
        extras: [...numbers.subarray(i * bytes + picks, (i + 1) * bytes)],
      };
    }
    return;
  }
  if (!list) throw invalidArgument([{ field: 'games', description: 'required' }]);
  if (list.games.length > MAX_BATCH_GAMES)
    throw invalidArgument([{ field: 'games', description: `at most ${MAX_BATCH_GAMES} games per message` }]);
  for (const { numbers, extras } of list.games) {
    if (numbers.length > 128 || extras.length > 128)
      throw invalidArgument([{ field: 'games', description: 'at most 128 numbers per game' }]);
    yield { numbers: numbers.map(clampToByte), extras: extras.map(clampToByte) };
  }
}

/** Clamps a number to a byte. Valid numbers are 1 to 128, so that a number that is out of range remains out of range. */
function clampToByte(number: number): number {
  return Math.min(255, Math.max(0, number));
}
