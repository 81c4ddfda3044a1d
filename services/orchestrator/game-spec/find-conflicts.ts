/** Finds rules that hold on every level and that no game can satisfy. Counts numbers instead of judging candidates. */

import type { CoreRule, Program } from '../../core/program.js';
import type { AppliedRule } from '../../domain/game-spec/spec.js';
import { isRelaxedCopy, maskOf } from '../../domain/rules/apply-rules.js';
import type { CompiledSpec } from './compile-program.js';

/** Further conflicts are not reported. */
const MAX_CONFLICTS = 10;

/** A rule that bounds how many numbers of a game lie in a set. */
interface BoundedCount {
  rule: AppliedRule;
  /** The set of numbers, as a bit mask. */
  mask: bigint;
}

/** The numbers of which games consist, as bit masks. */
interface Space {
  free: bigint;
  fixed: bigint;
  /** Free numbers per game. */
  drawn: number;
}

/**
 * Returns one sentence for each rule that no game can satisfy, and for each two rules that no game can satisfy together. An empty list is no
 * proof that the rules can be satisfied: three rules, or two rules on shapes, are not compared.
 */
export function findConflicts({ program, rules }: CompiledSpec): string[] {
  const space: Space = {
    free: maskOf([...program.freeNumbers]),
    fixed: maskOf([...program.fixedNumbers]),
    drawn: program.picks - program.fixedNumbers.length,
  };
  const always = rules.map((rule, i) => ({ rule, core: program.rules[i] })).filter(({ rule, core }) => isAlways(rule, core));
  const counts = always.flatMap(({ rule, core }): BoundedCount[] =>
    core.conditions.flatMap(({ kind, mask }) => (kind === 'COUNT' ? [{ rule, mask }] : [])),
  );
  const alone = counts.filter((count) => !canHold(space, count));
  const conflicts = new Set(alone.map(({ rule, mask }) => describeImpossible(rule, countRange(space, mask))));
  for (const rule of rules.filter((applied) => !isRelaxedCopy(applied))) {
    const reason = firstGameConflict(rule);
    if (reason) conflicts.add(reason);
  }
  for (const [i, rule] of rules.entries()) {
    const core = program.rules[i];
    if (!rule.negated || rule.through !== 'MINIMAL' || rule.members.length > 0 || core.conditions.length === 0) continue;
    const ranges = core.conditions.map(({ kind, mask }) => (kind === 'COUNT' ? countRange(space, mask) : measureRange(kind, program)));
    if (ranges.every((range) => range && rule.min <= range[0] && rule.max >= range[1])) {
      conflicts.add(`not ${formatRule(rule)} cannot hold: all games of these numbers are within these bounds`);
    }
  }
  for (const { rule, core } of always) {
    const range = core.conditions.length > 1 ? undefined : measureRange(core.conditions[0]?.kind, program);
    if (range && (rule.max < range[0] || rule.min > range[1])) conflicts.add(describeImpossible(rule, range));
    if (core.conditions.length > 1 && !canAddUp(space, rule, core))
      conflicts.add(`${formatRule(rule)} cannot hold: the counts of its parts cannot add up to a game`);
  }
  for (const [i, first] of counts.entries()) {
    for (const second of counts.slice(i + 1)) {
      if (conflicts.size >= MAX_CONFLICTS) break;
      if (first.rule === second.rule || alone.includes(first) || alone.includes(second)) continue;
      if (!canHoldBoth(space, first, second))
        conflicts.add(`${formatRule(first.rule)} and ${formatRule(second.rule)} cannot hold together`);
    }
  }
  return [...conflicts].slice(0, MAX_CONFLICTS);
}

/** The rules whose measure of a game counts the game itself, and is 1 for a game without earlier games. */
const COUNTS_OF_EARLIER_GAMES: readonly string[] = ['pairs', 'triples', 'same-first'];

/** Describes a rule over earlier games that the first game of a job breaks, whatever its numbers are. */
function firstGameConflict(rule: AppliedRule): string | undefined {
  if (!isBrokenByFirstGame(rule)) return undefined;
  if (rule.members.length > 0) return `${rule.id} ${rule.min}: the first game measures 1 in too many of the rules of the group`;
  return `${rule.negated ? 'not ' : ''}${formatRule(rule)} cannot hold: the first game always measures 1`;
}

function isBrokenByFirstGame({ id, min, max, negated, members }: AppliedRule): boolean {
  if (members.length > 0) return members.filter((member) => !isBrokenByFirstGame(member)).length < min;
  return COUNTS_OF_EARLIER_GAMES.includes(id) && (min <= 1 && max >= 1) === negated;
}

function isAlways({ through, negated, members }: AppliedRule, { least, conditions }: CoreRule): boolean {
  return through === 'MINIMAL' && !negated && members.length === 0 && least === conditions.length;
}

/** Returns the minimum and the maximum number of a game's numbers that lie in a set. */
function countRange({ free, fixed, drawn }: Space, mask: bigint): [number, number] {
  const fixedInside = countNumbers(fixed & mask);
  const freeOutside = countNumbers(free & ~mask);
  return [fixedInside + Math.max(0, drawn - freeOutside), fixedInside + Math.min(drawn, countNumbers(free & mask))];
}

function canHold(space: Space, { rule, mask }: BoundedCount): boolean {
  const [least, most] = countRange(space, mask);
  return rule.max >= least && rule.min <= most;
}

/**
 * Determines whether some game has both counts within bounds. Tries how many free numbers lie in both sets (a) and in the first set
 * only (b).
 */
function canHoldBoth({ free, fixed, drawn }: Space, first: BoundedCount, second: BoundedCount): boolean {
  const both = countNumbers(free & first.mask & second.mask);
  const onlyFirst = countNumbers(free & first.mask & ~second.mask);
  const onlySecond = countNumbers(free & second.mask & ~first.mask);
  const neither = countNumbers(free) - both - onlyFirst - onlySecond;
  const [fixedFirst, fixedSecond] = [countNumbers(fixed & first.mask), countNumbers(fixed & second.mask)];
  for (let a = 0; a <= Math.min(both, drawn); a++) {
    for (let b = 0; b <= Math.min(onlyFirst, drawn - a); b++) {
      const inFirst = fixedFirst + a + b;
      if (inFirst < first.rule.min || inFirst > first.rule.max) continue;
      const left = drawn - a - b;
      const least = Math.max(0, left - neither, second.rule.min - fixedSecond - a);
      const most = Math.min(onlySecond, left, second.rule.max - fixedSecond - a);
      if (least <= most) return true;
    }
  }
  return false;
}

/** Determines whether the counts of a rule over several disjoint sets can add up to a possible count in their union. */
function canAddUp(space: Space, { min, max }: AppliedRule, { conditions }: CoreRule): boolean {
  const inside = conditions.reduce((sum, { mask }) => sum | mask, 0n);
  const ranges = conditions.map(({ mask }) => countRange(space, mask));
  const [least, most] = countRange(space, inside);
  const atLeast = ranges.reduce((sum, [low]) => sum + Math.max(low, min), 0);
  const atMost = ranges.reduce((sum, [, high]) => sum + Math.min(high, max), 0);
  return atLeast <= most && atMost >= least;
}

/** Returns the range of some measures of games of these numbers. Undefined for kinds whose range is not computed. */
function measureRange(kind: string | undefined, { freeNumbers, fixedNumbers, values, picks }: Program): [number, number] | undefined {
  const read = (number: number) => (values.length > 0 ? values[number - 1] : number);
  const free = Array.from(freeNumbers, read).toSorted((a, b) => a - b);
  const fixed = Array.from(fixedNumbers, read);
  const drawn = picks - fixed.length;
  const total = (some: number[]) => some.reduce((sum, value) => sum + value, 0);
  const smallest = free.slice(0, drawn);
  const largest = drawn > 0 ? free.slice(-drawn) : [];
  const all = [...free, ...fixed];
  switch (kind) {
    case 'SUM':
      return [total(fixed) + total(smallest), total(fixed) + total(largest)];
    case 'FIRST':
      return [Math.min(...all), Math.min(...fixed, ...largest)];
    case 'LAST':
      return [Math.max(...fixed, ...smallest), Math.max(...all)];
    default:
      return undefined;
  }
}

function describeImpossible(rule: AppliedRule, [least, most]: [number, number]): string {
  return `${formatRule(rule)} cannot hold: games of these numbers have ${least} to ${most}`;
}

function formatRule({ id, min, max, argument, numbers }: AppliedRule): string {
  const own = numbers.length > 0 ? `:${numbers.join(',')}` : argument > 0 ? `:${argument}` : '';
  return `${id}${own} (${min} to ${max})`;
}

function countNumbers(mask: bigint): number {
  let count = 0;
  for (let rest = mask; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}
