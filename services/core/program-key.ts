import { createHash } from 'node:crypto';
import { CORE_VERSION } from './core-module.js';
import { levelCode } from './level.js';
import type { Program } from './program.js';

/** Returns the key of a program. Programs with equal keys generate the same games; the core's version is part of the key. */
export function programKey(program: Program, coreVersion = CORE_VERSION): string {
  const { freeNumbers, fixedNumbers, extraNumbers, values, draws, ...rest } = program;
  return createHash('sha256')
    .update(`${coreVersion}/`)
    .update(JSON.stringify({ ...rest, rules: rest.rules.map((rule) => ({ ...rule, through: levelCode(rule.through) })) }, canonical))
    .update(freeNumbers)
    .update('/')
    .update(fixedNumbers)
    .update('/')
    .update(extraNumbers)
    .update('/')
    .update(values)
    .update('/')
    .update(draws)
    .digest('hex');
}

/** Sorts the fields of objects, because a message does not preserve their order. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
