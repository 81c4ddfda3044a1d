import { Core } from '../../core/core.js';
import { loadCoreModule } from '../../core/core-module.js';
import { LEVELS, type Level, levelCode } from '../../core/level.js';
import type { Condition } from '../../core/program.js';
import type { AppliedRule } from '../../domain/game-spec/spec.js';
import { columnBoundsOf } from '../../domain/lotteries/column-bounds.js';
import { isRelaxedCopy } from '../../domain/rules/apply-rules.js';
import type { PreparedSpec } from '../game-spec/prepare-spec.js';
import { freeNumbersOf } from '../game-spec/resolve-constraints.js';

/** A rule that a game breaks, with the measure of the game. */
export interface GameViolation {
  ruleId: string;
  value: number;
  min: number;
  max: number;
  negated: boolean;
}

export interface Verdict {
  violations: GameViolation[];
  /** Hundredths of a point. Undefined if the input is not a game. */
  score: number | undefined;
  /** The strictest level on which the game breaks no rule. Undefined if no level accepts the game. */
  level: Level | undefined;
}

/** Judges the caller's own games by the rules of a spec, one after the other. */
export class GameValidator {
  readonly #prepared: PreparedSpec;
  readonly #core = new Core(loadCoreModule());
  readonly #rules: AppliedRule[];
  /** The index of the first condition of each rule in the core. */
  readonly #firstConditions: number[] = [];
  readonly #allowed: Set<number>;

  constructor(prepared: PreparedSpec) {
    const { compiled, resolved } = prepared;
    this.#prepared = prepared;
    this.#rules = compiled.rules;
    this.#allowed = new Set([
      ...freeNumbersOf(resolved.spec.constraints, resolved.spec.lottery),
      ...resolved.spec.constraints.fixedNumbers,
    ]);
    // The weighting decides which candidates are drawn. It is no rule for games that already exist.
    const weighting = compiled.rules.findIndex(({ id }) => id === 'weighting');
    const rules = compiled.program.rules.map((rule, i) => (i === weighting ? { ...rule, least: 0 } : rule));
    this.#core.configure({ ...compiled.program, rules });
    let conditions = 0;
    for (const rule of rules) {
      this.#firstConditions.push(conditions);
      conditions += rule.conditions.length;
    }
  }

  /** Judges a game with its numbers in any order. A well-formed game then counts as an earlier game, even if it breaks rules. */
  judge(numbers: readonly number[], extras: readonly number[]): Verdict {
    const game = numbers.toSorted((a, b) => a - b);
    const malformed = this.#findMalformations(game, extras);
    if (malformed.length > 0) return { violations: malformed, score: undefined, level: undefined };
    const bytes = Uint8Array.from(game);
    const broken = this.#core.brokenRules(bytes, levelCode('STRICT'));
    const constraints = this.#findBrokenConstraints(game, extras);
    const score = this.#core.rate(bytes);
    const reported = broken.filter((index) => !isRelaxedCopy(this.#rules[index]));
    const violations = [...constraints, ...reported.map((index) => this.#violationOf(bytes, index))];
    this.#core.remember(bytes);
    return { violations, score, level: constraints.length > 0 ? undefined : this.#levelOf(broken) };
  }

  /** Finds the reasons why the input is not a game of the spec. */
  #findMalformations(game: number[], extras: readonly number[]): GameViolation[] {
    const { lottery, picks, extraPicks } = this.#prepared.resolved.spec;
    const found: GameViolation[] = [];
    if (game.length !== picks) found.push(createViolation('picks', game.length, picks, picks));
    const outside = game.find((number) => number < 1 || number > lottery.universeSize);
    if (outside !== undefined) found.push(createViolation('range', outside, 1, lottery.universeSize));
    const distinct = new Set(game).size;
    if (distinct !== game.length) found.push(createViolation('distinct', distinct, game.length, game.length));
    const maxExtra = lottery.extra?.universeSize ?? 0;
    const wrongExtra = extras.find((extra) => extra < 1 || extra > maxExtra);
    if (wrongExtra !== undefined) found.push(createViolation('extras', wrongExtra, 1, maxExtra));
    // A game without extras is accepted, because a file may have only the numbers.
    else if (extras.length > 0 && (extras.length !== extraPicks || new Set(extras).size !== extras.length))
      found.push(createViolation('extras', new Set(extras).size, extraPicks, extraPicks));
    return found;
  }

  /** Finds the constraints that the game breaks. The core does not check them, because every candidate satisfies them by construction. */
  #findBrokenConstraints(game: number[], extras: readonly number[]): GameViolation[] {
    const { lottery, picks, constraints } = this.#prepared.resolved.spec;
    const found: GameViolation[] = [];
    const fixed = constraints.fixedNumbers;
    const included = fixed.filter((number) => game.includes(number)).length;
    if (included < fixed.length) found.push(createViolation('fixed-numbers', included, fixed.length, fixed.length));
    const others = game.filter((number) => !this.#allowed.has(number)).length;
    if (others > 0) found.push(createViolation('allowed-numbers', others, 0, 0));
    const pool = constraints.extraNumbers;
    const otherExtras = pool.length > 0 ? extras.filter((extra) => !pool.includes(extra)).length : 0;
    if (otherExtras > 0) found.push(createViolation('extras', otherExtras, 0, 0));
    const columns = columnBoundsOf(lottery, picks);
    for (let column = 1; columns && column <= lottery.universeSize / columns.size; column++) {
      const count = game.filter((number) => Math.ceil(number / columns.size) === column).length;
      if (count < columns.least || count > columns.most) found.push(createViolation('columns', count, columns.least, columns.most));
    }
    return found;
  }

  #violationOf(game: Uint8Array, index: number): GameViolation {
    const { id, min, max, negated, members } = this.#rules[index];
    const { conditions } = this.#prepared.compiled.program.rules[index];
    const values = conditions.map((_, i) => this.#core.measure(game, this.#firstConditions[index] + i));
    const holds = conditions.map((condition, i) => (values[i] >= condition.min && values[i] <= condition.max) !== condition.negated);
    // The value of a group is the count of its rules that hold. The value of another rule is its first measure that is out of bounds.
    const value = members.length > 0 ? countHeldClauses(conditions, holds) : values[Math.max(0, holds.indexOf(false))];
    return { ruleId: id, value, min, max, negated };
  }

  #levelOf(broken: number[]): Level | undefined {
    const last = Math.max(0, ...broken.map((index) => levelCode(this.#rules[index].through)));
    return LEVELS[last];
  }
}

/** Counts the clauses that hold. A clause is a run of conditions that are all joined by OR or all by AND. */
function countHeldClauses(conditions: readonly Condition[], holds: readonly boolean[]): number {
  let held = 0;
  let start = 0;
  for (const [i, { join }] of conditions.entries()) {
    if (join !== undefined) continue;
    const clause = holds.slice(start, i + 1);
    if (conditions[start].join === 'OR' ? clause.some(Boolean) : clause.every(Boolean)) held++;
    start = i + 1;
  }
  return held;
}

function createViolation(ruleId: string, value: number, min: number, max: number): GameViolation {
  return { ruleId, value, min, max, negated: false };
}
