/** Owns one instance of the WASM core and copies bytes in and out. No other code accesses the memory of the instance. */

import { DezenasError } from '../shared/errors.js';
import type { CoreExports } from './core-exports.js';
import { type GameColumns, gameBytes } from './game-columns.js';
import { levelCode } from './level.js';
import {
  type ChunkOrder,
  CONDITION_KINDS,
  type Condition,
  type ConditionKind,
  type CoreRule,
  clausesOf,
  type Program,
  type ScoreTerm,
} from './program.js';

/** Why a call to {@link Core.generate} stopped. */
export type Stop = 'BUDGET' | 'GAMES' | 'EXHAUSTED' | 'GAVE_UP';

/** Candidates per slice, between two chances to stop: a few milliseconds of work. */
export const SLICE_CANDIDATES = 32_768;

const U64 = 0xffff_ffff_ffff_ffffn;

/** Maximum of any measure: the sum of 63 numbers up to 128 is 6,111, a score is at most 10,000. */
const MAX_MEASURE = 10_000;

export class Core {
  readonly limits: {
    universe: number;
    picks: number;
    batch: number;
    rules: number;
    conditions: number;
    scoreTerms: number;
    scoreTable: number;
    extraPicks: number;
    extraUniverse: number;
    subsetWindow: number;
    draws: number;
    drawSize: number;
    window: number;
  };
  readonly version: number;
  readonly #wasm: CoreExports;
  readonly #memory: DataView;
  readonly #bytes: Uint8Array;
  readonly #kindCodes: Record<ConditionKind, number>;
  readonly #scoreCodes: Record<ScoreTerm['kind'], number>;
  /** The draws in the core, and the values with which they were checked. Most requests come with the draws of the request before. */
  #draws: Uint8Array | undefined;
  #drawSize = 0;
  #universeSize = 0;
  #picks = 0;
  #gameBytes = 0;
  #ruleCount = 0;

  constructor(module: WebAssembly.Module) {
    const wasm = new WebAssembly.Instance(module).exports as unknown as CoreExports;
    this.#wasm = wasm;
    // The stub runtime never grows the memory, so these views stay valid.
    this.#memory = new DataView(wasm.memory.buffer);
    this.#bytes = new Uint8Array(wasm.memory.buffer);
    this.version = wasm.CORE_VERSION.value;
    this.limits = {
      universe: wasm.MAX_UNIVERSE.value,
      picks: wasm.MAX_PICKS.value,
      batch: wasm.MAX_BATCH.value,
      rules: wasm.MAX_RULES.value,
      conditions: wasm.MAX_CONDITIONS.value,
      scoreTerms: wasm.MAX_SCORE_TERMS.value,
      scoreTable: wasm.MAX_SCORE_TABLE.value,
      extraPicks: wasm.MAX_EXTRA_PICKS.value,
      extraUniverse: wasm.MAX_EXTRA_UNIVERSE.value,
      subsetWindow: wasm.MAX_SUBSET_WINDOW.value,
      draws: wasm.MAX_DRAWS.value,
      drawSize: wasm.MAX_DRAW_SIZE.value,
      window: wasm.MAX_WINDOW.value,
    };
    this.#kindCodes = Object.fromEntries(CONDITION_KINDS.map((kind) => [kind, wasm[`CONDITION_${kind}`].value])) as Record<
      ConditionKind,
      number
    >;
    this.#scoreCodes = { COUNT: wasm.SCORE_COUNT.value, SUM: wasm.SCORE_SUM.value, NUMBERS: wasm.SCORE_NUMBERS.value };
  }

  /**
   * Loads a program into the core and returns the number of possible games.
   * @throws DezenasError INVALID_ARGUMENT when the program exceeds the core's limits.
   */
  configure(program: Program): bigint {
    const { universeSize, picks, freeNumbers, fixedNumbers, extraNumbers, extraPicks, rules, scoreTerms, draws, drawSize } = program;
    const { columns, numberWeights, values } = program;
    this.#check(universeSize >= 1 && universeSize <= this.limits.universe, 'universe_size', `must be 1 to ${this.limits.universe}`);
    this.#check(rules.length <= this.limits.rules, 'rules', `at most ${this.limits.rules}`);
    const conditions = rules.reduce((sum, rule) => sum + rule.conditions.length, 0);
    this.#check(conditions <= this.limits.conditions, 'rules', `at most ${this.limits.conditions} conditions`);
    this.#check(scoreTerms.length <= this.limits.scoreTerms, 'score_terms', `at most ${this.limits.scoreTerms}`);
    this.#check(isAscending(freeNumbers, universeSize), 'free_numbers', `must ascend within 1..${universeSize}`);
    this.#check(isAscending(fixedNumbers, universeSize), 'fixed_numbers', `must ascend within 1..${universeSize}`);
    this.#check(
      freeNumbers.every((number) => !fixedNumbers.includes(number)),
      'fixed_numbers',
      'must not be free numbers too',
    );
    this.#check(picks >= 1 && picks <= this.limits.picks, 'picks', `must be 1 to ${this.limits.picks}`);
    this.#check(program.window >= 0 && program.window <= this.limits.subsetWindow, 'window', `must be 0 to ${this.limits.subsetWindow}`);
    this.#check(
      isAscending(extraNumbers, this.limits.extraUniverse),
      'extra_numbers',
      `must ascend within 1..${this.limits.extraUniverse}`,
    );
    this.#check(
      extraPicks >= 0 && extraPicks <= Math.min(this.limits.extraPicks, extraNumbers.length),
      'extra_picks',
      `must be 0 to ${Math.min(this.limits.extraPicks, extraNumbers.length)}`,
    );
    this.#check(columns === undefined || columns.size >= 1, 'column_size', 'must be at least 1');
    this.#check(
      numberWeights.length === 0 || numberWeights.length === universeSize + 1,
      'number_weights',
      `must be none or ${universeSize + 1}`,
    );
    this.#check(
      numberWeights.every((weight) => Number.isFinite(weight) && weight >= 0),
      'number_weights',
      'must not be negative',
    );
    this.#check(values.length === 0 || values.length === universeSize, 'values', `must be none or ${universeSize}`);
    this.#check(program.giveUpAttempts >= 0, 'give_up_attempts', 'must not be negative');
    this.#check(drawSize >= 0 && drawSize <= this.limits.drawSize, 'draw_size', `must be 0 to ${this.limits.drawSize}`);
    const drawCount = drawSize > 0 ? draws.length / drawSize : 0;
    this.#check(
      Number.isInteger(drawCount) && drawCount <= this.limits.draws,
      'draws',
      `must be whole draws, at most ${this.limits.draws}`,
    );
    const sameDraws = draws === this.#draws && drawSize === this.#drawSize && universeSize === this.#universeSize;
    this.#check(
      sameDraws || draws.every((number) => number >= 1 && number <= universeSize),
      'draws',
      `numbers must be 1 to ${universeSize}`,
    );

    const wasm = this.#wasm;
    for (const [i, rule] of rules.entries()) this.#writeRule(rule, i);
    for (const [i, condition] of rules.flatMap(({ conditions }) => conditions).entries()) this.#writeCondition(condition, i);
    for (const [i, term] of scoreTerms.entries()) {
      this.#writeScoreTerm(term, wasm.scoreTermsAddress.value + i * wasm.SCORE_TERM_BYTES.value, `score_terms[${i}]`, program);
    }
    const measured = rules.some((rule) => rule.conditions.some(({ kind }) => kind === 'POPULARITY'));
    this.#check(!measured || program.popularity?.kind === 'NUMBERS', 'popularity', 'must be a NUMBERS term');
    if (program.popularity) this.#writeScoreTerm(program.popularity, wasm.popularityAddress.value, 'popularity', program);
    for (const [i, weight] of numberWeights.entries()) this.#memory.setFloat64(wasm.weightsAddress.value + i * 8, weight, true);
    this.#bytes.set(values, wasm.valuesAddress.value + 1);
    wasm.setValues(values.length > 0 ? 1 : 0);
    if (!sameDraws) {
      this.#draws = undefined;
      this.#bytes.set(draws, wasm.inputAddress.value);
      this.#check(wasm.setHistory(drawCount, drawSize) === 1, 'draws', 'out of limits');
      this.#draws = draws;
      this.#drawSize = drawSize;
      this.#universeSize = universeSize;
    }
    const input = wasm.inputAddress.value;
    this.#bytes.set(freeNumbers, input);
    this.#bytes.set(fixedNumbers, input + freeNumbers.length);
    this.#bytes.set(extraNumbers, input + freeNumbers.length + fixedNumbers.length);
    const space = wasm.setCandidates(
      universeSize,
      picks,
      freeNumbers.length,
      fixedNumbers.length,
      columns?.size ?? 0,
      columns?.least ?? 0,
      columns?.most ?? 0,
      extraNumbers.length,
      extraPicks,
      program.seed,
    );
    this.#check(space > 0n, 'program', 'no game is possible, or a count exceeds the limits of the core');
    this.#check(wasm.setRules(rules.length, scoreTerms.length, program.giveUpAttempts) === 1, 'rules', 'out of limits');
    this.#picks = picks;
    this.#gameBytes = gameBytes(program);
    this.#ruleCount = rules.length;
    return space;
  }

  /** Starts a chunk. `windowGames` are the earlier games, packed, oldest first. */
  startChunk(order: ChunkOrder, chunkCount: number, windowGames: Uint8Array): void {
    this.#check(order.chunk >= 0 && order.chunk < chunkCount, 'order.chunk', `must be 0 to ${chunkCount - 1}`);
    this.#check(order.cursor >= 0n, 'order.cursor', 'must not be negative');
    this.#check(windowGames.length % this.#gameBytes === 0, 'window_games', 'must be whole games');
    this.#wasm.startChunk(order.chunk, chunkCount, order.cursor);
    for (let at = 0; at < windowGames.length; at += this.#gameBytes) this.remember(windowGames.subarray(at, at + this.#picks));
  }

  /** Adds a game to the earlier games. */
  remember(game: Uint8Array): void {
    this.#writeGame(game);
    this.#wasm.seedGame();
  }

  /** Judges up to `budget` further candidates of the chunk on STRICT and keeps none. Returns how many break no rule. */
  survey(budget: number): number {
    return this.#wasm.survey(budget);
  }

  /** Generates up to `wanted` further games of the chunk (at most limits.batch) from at most `budget` candidates. Copies the games out of the core's memory. */
  generate(wanted: number, budget: number): { stop: Stop; games: GameColumns } {
    const code = this.#wasm.generate(wanted, budget);
    const count = this.#wasm.generated();
    return {
      stop: this.#stop(code),
      games: {
        count,
        numbers: this.#copy(this.#wasm.numbersAddress.value, count * this.#gameBytes),
        scores: this.#copy(this.#wasm.scoresAddress.value, count * 2),
        levels: this.#copy(this.#wasm.levelsAddress.value, count),
      },
    };
  }

  /** How many indices of the chunk were visited. */
  get cursor(): bigint {
    return this.#wasm.cursor();
  }

  /** Candidates of the chunk rejected so far, by rule. */
  get rejections(): number[] {
    const address = this.#wasm.rejectionsAddress.value;
    return Array.from({ length: this.#ruleCount }, (_, i) => Number(this.#memory.getBigUint64(address + i * 8, true)));
  }

  /** Returns the index of the first rule that holds on the level (1 to 4) and that the game breaks, or -1. */
  judge(game: Uint8Array, level: number): number {
    this.#writeGame(game);
    return this.#wasm.judge(level);
  }

  /** Returns the indices of all rules that hold on the level and that the game breaks. */
  brokenRules(game: Uint8Array, level: number): number[] {
    this.#writeGame(game);
    if (this.#wasm.verdicts(level) === 0) return [];
    const address = this.#wasm.verdictsAddress.value;
    return Array.from({ length: this.#ruleCount }, (_, i) => i).filter((i) => this.#bytes[address + i] === 1);
  }

  /** Returns the measure of a condition (indexed over all rules) for a game. For HISTORY and WINDOW: the fewest numbers shared with any draw or game if they are below the bound, else the most. */
  measure(game: Uint8Array, condition: number): number {
    this.#writeGame(game);
    return this.#wasm.measure(condition);
  }

  /** Returns the score of a game in hundredths of a point. */
  rate(game: Uint8Array): number {
    this.#writeGame(game);
    return this.#wasm.rate();
  }

  /** Returns the rank of the candidate at an index of the space. */
  candidateRank(index: bigint): bigint {
    return this.#wasm.candidateRank(index);
  }

  /** Returns the packed game of a rank. */
  unrank(rank: bigint): Uint8Array {
    this.#wasm.writeGame(rank);
    return this.#copy(this.#wasm.inputAddress.value, this.#gameBytes);
  }

  #writeGame(game: Uint8Array): void {
    this.#check(game.length === this.#picks && isAscending(game, this.limits.universe), 'game', `must be ${this.#picks} ascending numbers`);
    this.#bytes.set(game, this.#wasm.inputAddress.value);
  }

  #writeRule({ through, least, conditions }: CoreRule, i: number): void {
    const wasm = this.#wasm;
    const at = wasm.rulesAddress.value + i * wasm.RULE_BYTES.value;
    const clauses = clausesOf(conditions);
    this.#check(least >= 0 && least <= clauses, `rules[${i}].least`, `must be 0 to ${clauses}`);
    this.#check(conditions.at(-1)?.join === undefined, `rules[${i}].conditions`, 'the last condition must not be joined');
    this.#memory.setInt32(at + wasm.RULE_CLAUSES.value, clauses, true);
    this.#memory.setInt32(at + wasm.RULE_THROUGH.value, levelCode(through), true);
    this.#memory.setInt32(at + wasm.RULE_CONDITIONS.value, conditions.length, true);
    this.#memory.setInt32(at + wasm.RULE_LEAST.value, least, true);
  }

  #writeCondition({ kind, negated, join, min, max, mask, operand }: Condition, i: number): void {
    const wasm = this.#wasm;
    const at = wasm.conditionsAddress.value + i * wasm.CONDITION_BYTES.value;
    this.#check(min >= 0 && max <= MAX_MEASURE, `conditions[${i}]`, `bounds must be in 0..${MAX_MEASURE}`);
    const mostOperand = {
      WINDOW: this.limits.window,
      PAIRS: this.limits.subsetWindow,
      TRIPLES: this.limits.subsetWindow,
      SAME_FIRST: this.limits.subsetWindow,
    }[kind as string];
    this.#check(
      operand >= 0 && operand <= (mostOperand ?? MAX_MEASURE),
      `conditions[${i}].operand`,
      `must be 0 to ${mostOperand ?? MAX_MEASURE}`,
    );
    this.#memory.setInt32(at + wasm.CONDITION_OPERAND.value, operand, true);
    this.#memory.setInt32(at + wasm.CONDITION_KIND.value, this.#kindCodes[kind], true);
    const joined = join === undefined ? 0 : join === 'AND' ? wasm.FLAG_AND.value : wasm.FLAG_OR.value;
    this.#memory.setInt32(at + wasm.CONDITION_FLAGS.value, joined | (negated ? wasm.FLAG_NEGATED.value : 0), true);
    this.#memory.setInt32(at + wasm.CONDITION_MIN.value, min, true);
    this.#memory.setInt32(at + wasm.CONDITION_MAX.value, max, true);
    this.#writeMask(at + wasm.CONDITION_MASK_LO.value, mask);
  }

  #writeScoreTerm(
    { kind, mask, first, base, most, table }: ScoreTerm,
    at: number,
    field: string,
    { picks, universeSize, values }: Program,
  ): void {
    const wasm = this.#wasm;
    const [leastSum, mostSum] = sumRangeOf(picks, values, universeSize);
    const entries = { COUNT: picks + 1, NUMBERS: universeSize, SUM: mostSum - leastSum + 1 }[kind];
    this.#check(table.length === entries && table.length <= this.limits.scoreTable, `${field}.table`, `must be ${entries} entries`);
    this.#check(kind !== 'SUM' || first === leastSum, `${field}.first`, 'must be the smallest sum');
    this.#memory.setInt32(at + wasm.SCORE_TERM_KIND.value, this.#scoreCodes[kind], true);
    this.#memory.setInt32(at + wasm.SCORE_TERM_FIRST.value, first, true);
    this.#memory.setBigInt64(at + wasm.SCORE_TERM_BASE.value, base, true);
    this.#memory.setBigInt64(at + wasm.SCORE_TERM_MOST.value, most, true);
    this.#writeMask(at + wasm.SCORE_TERM_MASK_LO.value, mask);
    for (const [n, entry] of table.entries()) this.#memory.setInt32(at + wasm.SCORE_TERM_TABLE.value + n * 4, entry, true);
  }

  #writeMask(at: number, mask: bigint): void {
    this.#memory.setBigUint64(at, mask & U64, true);
    this.#memory.setBigUint64(at + 8, mask >> 64n, true);
  }

  #copy(address: number, length: number): Uint8Array {
    return this.#bytes.slice(address, address + length);
  }

  #stop(code: number): Stop {
    if (code === this.#wasm.STOP_BUDGET.value) return 'BUDGET';
    if (code === this.#wasm.STOP_GAMES.value) return 'GAMES';
    return code === this.#wasm.STOP_EXHAUSTED.value ? 'EXHAUSTED' : 'GAVE_UP';
  }

  #check(holds: boolean, field: string, description: string): void {
    if (!holds) throw new DezenasError('INVALID_ARGUMENT', `${field}: ${description}`, { violations: [{ field, description }] });
  }
}

/** Returns the smallest and the largest sum of the values of `picks` numbers. */
function sumRangeOf(picks: number, values: Uint8Array, universeSize: number): [number, number] {
  const ascending = values.length > 0 ? values.toSorted() : Uint8Array.from({ length: universeSize }, (_, i) => i + 1);
  const sum = (some: Uint8Array) => some.reduce((total, value) => total + value, 0);
  return [sum(ascending.subarray(0, picks)), sum(ascending.subarray(-picks))];
}

function isAscending(numbers: Uint8Array, universeSize: number): boolean {
  let before = 0;
  for (const number of numbers) {
    if (number <= before) return false;
    before = number;
  }
  return before <= universeSize;
}
