import { Core } from '../../core/core.js';
import { loadCoreModule } from '../../core/core-module.js';
import { LEVELS, type Level, levelCode } from '../../core/level.js';
import type { Condition } from '../../core/program.js';
import type { AppliedRule } from '../../domain/game-spec/spec.js';
import { columnBoundsOf } from '../../domain/lotteries/column-bounds.js';
import { isRelaxedCopy } from '../../domain/rules/apply-rules.js';
import type { PreparedSpec } from '../game-spec/prepare-spec.js';
import { freeNumbersOf } from '../game-spec/resolve-constraints.js';

/** A rule a game breaks, with what the rule measures of it. */
export interface GameViolation {
  ruleId: string;
  value: number;
  min: number;
  max: number;
  negated: boolean;
}

export interface Verdict {
  violations: GameViolation[];
  /** Hundredths of a point; undefined: it is no game that could be scored. */
  score: number | undefined;
  /** The strictest level it is accepted on; undefined: none. */
  level: Level | undefined;
}

/** Judges games of a caller's own by the rules of a spec, one after the other. */
export class GameValidator {
  readonly #prepared: PreparedSpec;
  readonly #core = new Core(loadCoreModule());
  readonly #rules: AppliedRule[];
  /** Of each rule, the index of its first condition in the core. */
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
    // A game of the caller's own was not drawn by weights.
    const weighting = compiled.rules.findIndex(({ id }) => id === 'weighting');
    const rules = compiled.program.rules.map((rule, i) => (i === weighting ? { ...rule, least: 0 } : rule));
    this.#core.configure({ ...compiled.program, rules });
    let conditions = 0;
    for (const rule of rules) {
      this.#firstConditions.push(conditions);
      conditions += rule.conditions.length;
    }
  }

  /** Numbers in any order. Sound games become earlier ones to the games that follow. */
  judge(numbers: readonly number[], extras: readonly number[]): Verdict {
    const game = numbers.toSorted((a, b) => a - b);
    const malformed = this.#malformations(game, extras);
    if (malformed.length > 0) return { violations: malformed, score: undefined, level: undefined };
    const bytes = Uint8Array.from(game);
    const broken = this.#core.brokenRules(bytes, levelCode('STRICT'));
    const asked = this.#brokenConstraints(game, extras);
    const score = this.#core.rate(bytes);
    const reported = broken.filter((index) => !isRelaxedCopy(this.#rules[index]));
    const violations = [...asked, ...reported.map((index) => this.#violation(bytes, index))];
    this.#core.remember(bytes);
    return { violations, score, level: asked.length > 0 ? undefined : this.#levelOf(broken) };
  }

  /** What keeps numbers from being a game at all. */
  #malformations(game: number[], extras: readonly number[]): GameViolation[] {
    const { lottery, picks, extraPicks } = this.#prepared.resolved.spec;
    const found: GameViolation[] = [];
    if (game.length !== picks) found.push(violation('picks', game.length, picks, picks));
    const outside = game.find((number) => number < 1 || number > lottery.universeSize);
    if (outside !== undefined) found.push(violation('range', outside, 1, lottery.universeSize));
    const distinct = new Set(game).size;
    if (distinct !== game.length) found.push(violation('distinct', distinct, game.length, game.length));
    const most = lottery.extra?.universeSize ?? 0;
    const wrongExtra = extras.find((extra) => extra < 1 || extra > most);
    if (wrongExtra !== undefined) found.push(violation('extras', wrongExtra, 1, most));
    // A file of numbers alone may leave out what goes with them.
    else if (extras.length > 0 && (extras.length !== extraPicks || new Set(extras).size !== extras.length))
      found.push(violation('extras', new Set(extras).size, extraPicks, extraPicks));
    return found;
  }

  /** What candidates are made of, and games of the caller's own may not be. */
  #brokenConstraints(game: number[], extras: readonly number[]): GameViolation[] {
    const { lottery, picks, constraints } = this.#prepared.resolved.spec;
    const found: GameViolation[] = [];
    const fixed = constraints.fixedNumbers;
    const kept = fixed.filter((number) => game.includes(number)).length;
    if (kept < fixed.length) found.push(violation('fixed-numbers', kept, fixed.length, fixed.length));
    const others = game.filter((number) => !this.#allowed.has(number)).length;
    if (others > 0) found.push(violation('allowed-numbers', others, 0, 0));
    const pool = constraints.extraNumbers;
    const otherExtras = pool.length > 0 ? extras.filter((extra) => !pool.includes(extra)).length : 0;
    if (otherExtras > 0) found.push(violation('extras', otherExtras, 0, 0));
    const columns = columnBoundsOf(lottery, picks);
    for (let column = 1; columns && column <= lottery.universeSize / columns.size; column++) {
      const count = game.filter((number) => Math.ceil(number / columns.size) === column).length;
      if (count < columns.least || count > columns.most) found.push(violation('columns', count, columns.least, columns.most));
    }
    return found;
  }

  #violation(game: Uint8Array, index: number): GameViolation {
    const { id, min, max, negated, members } = this.#rules[index];
    const { conditions } = this.#prepared.compiled.program.rules[index];
    const values = conditions.map((_, i) => this.#core.measure(game, this.#firstConditions[index] + i));
    const holds = conditions.map((condition, i) => (values[i] >= condition.min && values[i] <= condition.max) !== condition.negated);
    // Of a group, how many of its rules hold; else the first measure that is out of bounds.
    const value = members.length > 0 ? heldClauses(conditions, holds) : values[Math.max(0, holds.indexOf(false))];
    return { ruleId: id, value, min, max, negated };
  }

  #levelOf(broken: number[]): Level | undefined {
    const last = Math.max(0, ...broken.map((index) => levelCode(this.#rules[index].through)));
    return LEVELS[last];
  }
}

/** A clause is a run of conditions joined by one word. */
function heldClauses(conditions: readonly Condition[], holds: readonly boolean[]): number {
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

function violation(ruleId: string, value: number, min: number, max: number): GameViolation {
  return { ruleId, value, min, max, negated: false };
}
