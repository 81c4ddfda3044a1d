import { createHash } from 'node:crypto';
import { CORE_VERSION } from './core-module.js';
import { levelCode } from './level.js';
import type { Program } from './program.js';

/** Two programs with the same key generate the same games, whoever runs them: a core of another version gives another key. */
export function programKey(program: Program, coreVersion = CORE_VERSION): string {
  const { freeNumbers, fixedNumbers, extraNumbers, draws, ...rest } = program;
  return createHash('sha256')
    .update(`${coreVersion}/`)
    .update(JSON.stringify({ ...rest, rules: rest.rules.map((rule) => ({ ...rule, through: levelCode(rule.through) })) }, canonical))
    .update(freeNumbers)
    .update('/')
    .update(fixedNumbers)
    .update('/')
    .update(extraNumbers)
    .update('/')
    .update(draws)
    .digest('hex');
}

/** The same text whatever the order of an object's fields: it changes on the way through a message. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
