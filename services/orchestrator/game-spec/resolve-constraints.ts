import type { Constraints } from '../../domain/game-spec/spec.js';
import { columnBoundsOf } from '../../domain/lotteries/column-bounds.js';
import type { Lottery } from '../../domain/lotteries/lottery.js';
import { numbersTo } from '../../domain/lotteries/ticket.js';
import type { Constraints__Output } from '../../shared/grpc/generated/dezenas/v1/Constraints.js';
import type { Violations } from '../../shared/violations.js';
import { gamesInColumns } from './space.js';

const PATH = 'spec.constraints';
const MAX_WINDOW = 1_000;

/** Sorts the lists of the constraints and fills in the defaults. Adds each wrong field to `violations`. */
export function resolveConstraints(
  message: Constraints__Output | null,
  lottery: Lottery,
  picks: number,
  extraPicks: number,
  violations: Violations,
): Constraints {
  const constraints: Constraints = {
    fixedNumbers: sortAscending(message?.fixedNumbers),
    poolNumbers: sortAscending(message?.poolNumbers),
    excludedNumbers: sortAscending(message?.excludedNumbers),
    extraNumbers: sortAscending(message?.extraNumbers),
    minOdd: message?.minOdd,
    maxOdd: message?.maxOdd,
    minEven: message?.minEven,
    maxEven: message?.maxEven,
    minRepetition: message?.minRepetition,
    maxRepetition: message?.maxRepetition,
    window: message?.window ?? MAX_WINDOW,
    windowScope:
      violations.checkEnum(`${PATH}.window_scope`, message?.windowScope, 'WINDOW_SCOPE_', ['JOB', 'CHUNK']) === 'CHUNK' ? 'CHUNK' : 'JOB',
  };
  const listsAreValid = [
    checkNumbers(`${PATH}.fixed_numbers`, message?.fixedNumbers ?? [], lottery, violations),
    checkNumbers(`${PATH}.pool_numbers`, message?.poolNumbers ?? [], lottery, violations),
    checkNumbers(`${PATH}.excluded_numbers`, message?.excludedNumbers ?? [], lottery, violations),
  ].every(Boolean);
  if (listsAreValid) checkLists(constraints, lottery, picks, violations);
  checkExtras(message?.extraNumbers ?? [], lottery, extraPicks, violations);
  const parityIsValid = [
    checkBounds('odd', constraints.minOdd, constraints.maxOdd, picks, violations),
    checkBounds('even', constraints.minEven, constraints.maxEven, picks, violations),
  ].every(Boolean);
  if (parityIsValid) checkParity(constraints, lottery, picks, listsAreValid, violations);
  checkBounds('repetition', constraints.minRepetition, constraints.maxRepetition, picks, violations);
  violations.checkRange(`${PATH}.window`, constraints.window, 1, MAX_WINDOW);
  return constraints;
}

/** Returns the numbers that candidates choose from: the pool without the fixed and the excluded numbers. Ascending. */
export function freeNumbersOf(constraints: Constraints, lottery: Lottery): number[] {
  const pool = constraints.poolNumbers.length > 0 ? constraints.poolNumbers : numbersTo(lottery.universeSize);
  const taken = new Set([...constraints.fixedNumbers, ...constraints.excludedNumbers]);
  return pool.filter((number) => !taken.has(number));
}

/** Adds a violation for each number that is out of range or a duplicate. Returns whether all numbers are valid. */
export function checkNumbers(
  field: string,
  numbers: number[],
  { universeSize }: Pick<Lottery, 'universeSize'>,
  violations: Violations,
): boolean {
  if (numbers.length > universeSize) {
    violations.add(field, `at most ${universeSize} numbers, not ${numbers.length}`);
    return false;
  }
  const seen = new Set<number>();
  let isValid = true;
  for (const [i, number] of numbers.entries()) {
    const path = `${field}[${i}]`;
    isValid = violations.checkRange(path, number, 1, universeSize) && isValid;
    if (seen.has(number)) {
      violations.add(path, `duplicate number ${number}`);
      isValid = false;
    }
    seen.add(number);
  }
  return isValid;
}

function checkExtras(numbers: number[], { name, extra }: Lottery, extraPicks: number, violations: Violations): void {
  const field = `${PATH}.extra_numbers`;
  if (numbers.length === 0) return;
  if (!extra) violations.add(field, `${name} has no extras`);
  else if (checkNumbers(field, numbers, extra, violations) && numbers.length < extraPicks)
    violations.add(field, `leaves ${numbers.length} extras for games with ${extraPicks}`);
}

function checkLists(constraints: Constraints, lottery: Lottery, picks: number, violations: Violations): void {
  const { fixedNumbers, poolNumbers, excludedNumbers } = constraints;
  if (fixedNumbers.length > picks) violations.add(`${PATH}.fixed_numbers`, `at most ${picks} numbers (picks), not ${fixedNumbers.length}`);
  const outside = poolNumbers.length > 0 ? fixedNumbers.filter((number) => !poolNumbers.includes(number)) : [];
  if (outside.length > 0) violations.add(`${PATH}.fixed_numbers`, `not in pool_numbers: ${outside.join(', ')}`);
  const both = fixedNumbers.filter((number) => excludedNumbers.includes(number));
  if (both.length > 0) violations.add(`${PATH}.excluded_numbers`, `also in fixed_numbers: ${both.join(', ')}`);
  if (outside.length > 0 || both.length > 0 || fixedNumbers.length > picks) return;
  const free = freeNumbersOf(constraints, lottery);
  const usable = free.length + fixedNumbers.length;
  const culprit = `${PATH}.${poolNumbers.length > 0 ? 'pool_numbers' : 'excluded_numbers'}`;
  if (usable < picks) {
    violations.add(culprit, `leaves ${usable} numbers for games of ${picks}`);
    return;
  }
  const columns = columnBoundsOf(lottery, picks);
  if (columns && gamesInColumns(columns, lottery.universeSize, free, fixedNumbers, picks) === 0n) {
    const field = fixedNumbers.length > 0 ? `${PATH}.fixed_numbers` : culprit;
    violations.add(field, `leaves no game with ${columns.least} to ${columns.most} numbers in each column`);
  }
}

function checkBounds(name: string, min: number | undefined, max: number | undefined, picks: number, violations: Violations): boolean {
  let isValid = true;
  if (min !== undefined) isValid = violations.checkRange(`${PATH}.min_${name}`, min, 0, picks) && isValid;
  if (max !== undefined) isValid = violations.checkRange(`${PATH}.max_${name}`, max, 0, picks) && isValid;
  if (isValid && min !== undefined && max !== undefined && min > max) {
    violations.add(`${PATH}.min_${name}`, `must not be above max_${name}: ${min} > ${max}`);
    isValid = false;
  }
  return isValid;
}

/** Adds violations for bounds of odd and even numbers that no game can satisfy together, or with these lists. */
function checkParity(constraints: Constraints, lottery: Lottery, picks: number, listsAreValid: boolean, violations: Violations): void {
  const { minOdd = 0, maxOdd = picks, minEven = 0, maxEven = picks } = constraints;
  if (minOdd + minEven > picks) {
    violations.add(`${PATH}.min_even`, `min_odd + min_even is ${minOdd + minEven}, more than the ${picks} numbers of a game`);
  }
  if (maxOdd + maxEven < picks) {
    violations.add(`${PATH}.max_even`, `max_odd + max_even is ${maxOdd + maxEven}, fewer than the ${picks} numbers of a game`);
  }
  if (!listsAreValid) return;
  const free = freeNumbersOf(constraints, lottery);
  for (const [name, remainder, min, max] of [
    ['odd', 1, minOdd, maxOdd],
    ['even', 0, minEven, maxEven],
  ] as const) {
    const fixed = constraints.fixedNumbers.filter((number) => number % 2 === remainder).length;
    const usable = fixed + free.filter((number) => number % 2 === remainder).length;
    if (fixed > max) violations.add(`${PATH}.max_${name}`, `${fixed} of the fixed numbers are ${name}`);
    if (usable < min) violations.add(`${PATH}.min_${name}`, `only ${usable} of the usable numbers are ${name}`);
  }
}

function sortAscending(numbers: number[] = []): number[] {
  return numbers.toSorted((a, b) => a - b);
}
