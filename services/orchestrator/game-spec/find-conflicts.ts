/** Finds rules that hold on every level and that no game can satisfy. Counts numbers instead of judging candidates. */

import type { CoreRule } from '../../core/program.js';
import type { AppliedRule } from '../../domain/game-spec/spec.js';
import { maskOf } from '../../domain/rules/apply-rules.js';
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
 * Returns one sentence for each rule that is impossible, and for each two rules that are impossible together. An empty list does
 * not prove that some game satisfies all rules.
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
  for (const { rule, core } of always) {
    const range =
      core.conditions.length > 1 ? undefined : measureRange(core.conditions[0]?.kind, program.freeNumbers, program.fixedNumbers, space);
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

/** Returns the least and the greatest measure of games of these numbers. Undefined for kinds whose range is not computed. */
function measureRange(kind: string | undefined, free: Uint8Array, fixed: Uint8Array, { drawn }: Space): [number, number] | undefined {
  const total = (numbers: Uint8Array) => numbers.reduce((sum, number) => sum + number, 0);
  const smallest = free.subarray(0, drawn);
  const largest = drawn > 0 ? free.subarray(-drawn) : free.subarray(0, 0);
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
