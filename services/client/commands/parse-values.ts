/** Values of command-line options. Each parser throws commander's error, which names the option. */

import { InvalidArgumentError } from 'commander';

/** No lottery has more numbers. */
const MAX_LIST = 128;

export function parseInteger(text: string): number {
  if (!/^-?\d{1,10}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}

/** 0 to 2^64 - 1, kept as its digits. */
export function parseSeed(text: string): string {
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n) throw new InvalidArgumentError('must be a whole number from 0 to 2^64 - 1.');
  return text;
}

/** Reais as 1500, 1500.50 or 1500,50; in centavos. */
export function parseReais(text: string): number {
  const match = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be an amount in reais such as 1500 or 1500.50.');
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Numbers and ranges, such as 1,5,10-20. */
export function parseNumbers(text: string): number[] {
  const numbers: number[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,3})(?:-(\d{1,3}))?\s*$/.exec(part);
    if (!match) throw new InvalidArgumentError('must be numbers and ranges such as 1,5,10-20.');
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) throw new InvalidArgumentError(`the range ${part.trim()} runs backwards.`);
    for (let number = first; number <= last; number++) numbers.push(number);
    if (numbers.length > MAX_LIST) throw new InvalidArgumentError(`must be at most ${MAX_LIST} numbers.`);
  }
  return numbers;
}

export interface RuleOption {
  id: string;
  min: number | undefined;
  max: number | undefined;
  numbers: number[];
}

/** id, id=min..max, id=..max, id=min.. or group:1,5,9=min..max; adds to those given before. */
export function parseRule(text: string, before: RuleOption[] = []): RuleOption[] {
  const match = /^([a-z][a-z0-9-]{0,63})(?::([\d,-]{1,500}))?(?:=(\d{0,5})\.\.(\d{0,5}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be a rule such as longest-run, longest-run=1..2 or group:1,5,9=0..1.');
  const [, id, numbers, min, max] = match;
  return [
    ...before,
    { id, min: min ? Number(min) : undefined, max: max ? Number(max) : undefined, numbers: numbers ? parseNumbers(numbers) : [] },
  ];
}

export interface RuleGroupOption {
  atLeast: number;
  rules: (RuleOption & { negated: boolean })[];
}

/** n:rule|rule|!rule, at least n of which hold; adds to those given before. */
export function parseRuleGroup(text: string, before: RuleGroupOption[] = []): RuleGroupOption[] {
  const match = /^(\d{1,2}):(.{1,2000})$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be a count and rules, such as "1:primes=2..3|sum=..150|!frame=0..2".');
  const rules = match[2].split('|').map((part) => {
    const rule = part.trim();
    const negated = rule.startsWith('!');
    return { ...parseRule(negated ? rule.slice(1) : rule)[0], negated };
  });
  return [...before, { atLeast: Number(match[1]), rules }];
}

export function parseRuleId(text: string, before: string[] = []): string[] {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text)) throw new InvalidArgumentError('must be the id of a rule, such as longest-run.');
  return [...before, text];
}

export function parsePort(text: string): number {
  const port = parseInteger(text);
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('must be a port from 0 to 65535.');
  return port;
}

/** host:port or dns:///name:port. */
export function parseAddress(text: string): string {
  if (!/^(dns:\/\/\/)?[A-Za-z0-9._[\]:-]{1,255}:\d{1,5}$/.test(text))
    throw new InvalidArgumentError('must be HOST:PORT or dns:///NAME:PORT.');
  return text;
}
