import { fromGameBatch, MAX_BATCH_GAMES } from '../../core/batch.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { invalidArgument } from '../../shared/errors.js';
import type { CheckGamesRequest__Output } from '../../shared/grpc/generated/dezenas/v1/CheckGamesRequest.js';
import type { GameBatch__Output } from '../../shared/grpc/generated/dezenas/v1/GameBatch.js';
import type { GameList__Output } from '../../shared/grpc/generated/dezenas/v1/GameList.js';
import { Violations } from '../../shared/violations.js';
import type { PackedGames } from '../judging/draw-check.js';

/** The caller's own games, checked; neighbours of one size together. */
export async function* sent(requests: AsyncIterable<CheckGamesRequest__Output>, lottery: Lottery): AsyncGenerator<PackedGames> {
  for await (const { header, games, batch } of requests) {
    if (header) throw invalidArgument([{ field: 'header', description: 'must come once' }]);
    if (batch) {
      const packed = fromGameBatch(batch);
      checkPacked(packed, lottery);
      yield packed;
      continue;
    }
    for (const packed of packNeighbours([...gamesOf(games, null)])) {
      checkPacked(packed, lottery);
      yield packed;
    }
  }
}

function* packNeighbours(games: PlainGame[]): Generator<PackedGames> {
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
      violations.add('games.numbers', `must be different: ${game.join(' ')}`);
    for (const number of game) violations.checkRange('games.numbers', number, 1, universeSize);
    for (const number of extras) violations.checkRange('games.extras', number, 1, extra?.universeSize ?? 0);
  }
  violations.throwIfAny();
}

interface PlainGame {
  numbers: number[];
  extras: number[];
}

/** Games of a message, in either of its forms; none is checked yet. */
export function* gamesOf(list: GameList__Output | null | undefined, batch: GameBatch__Output | null | undefined): Generator<PlainGame> {
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
  if (list.games.length > MAX_BATCH_GAMES) throw invalidArgument([{ field: 'games', description: `at most ${MAX_BATCH_GAMES} a message` }]);
  for (const { numbers, extras } of list.games) {
    if (numbers.length > 128 || extras.length > 128) throw invalidArgument([{ field: 'games', description: 'at most 128 numbers a game' }]);
    yield { numbers: numbers.map(clampToByte), extras: extras.map(clampToByte) };
  }
}

/** Out of every range, but no other number than it was when it is in one. */
function clampToByte(number: number): number {
  return Math.min(255, Math.max(0, number));
}
