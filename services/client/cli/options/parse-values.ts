/** Parsers of option values. Each parser throws commander's error, to which commander adds the name of the option. */

import { InvalidArgumentError } from 'commander';

/** The largest lottery has this many numbers. */
const MAX_LIST = 128;

export function parseInteger(text: string): number {
  if (!/^-?\d{1,10}$/.test(text)) throw new InvalidArgumentError('must be a whole number.');
  return Number(text);
}

/** Parses the number of a draw, or "latest" as 0. */
export function parseCheckDraw(text: string): number {
  if (text === 'latest') return 0;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('must be the number of a draw, or latest.');
  return Number(text);
}

/** Checks a seed from 0 to 2^64 - 1, and returns its digits: a number would lose precision. */
export function parseSeed(text: string): string {
  if (!/^\d{1,20}$/.test(text) || BigInt(text) >= 2n ** 64n) throw new InvalidArgumentError('must be a whole number from 0 to 2^64 - 1.');
  return text;
}

/** Parses an amount in reais, such as 1500, 1500.50 or 1500,50, to centavos. */
export function parseReais(text: string): number {
  const match = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be an amount in reais such as 1500 or 1500.50.');
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Parses numbers and ranges, such as 1,5,10-20. */
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
  argument: number | undefined;
  window: number | undefined;
}

/** Parses id, id=min..max, id=..max, id=min.., id:argument@window=min..max or group:1,5,9=min..max, and appends the rule to `before`. */
export function parseRule(text: string, before: RuleOption[] = []): RuleOption[] {
  const match = /^([a-z][a-z0-9-]{0,63})(?::([\d,-]{1,500}))?(?:@(\d{1,6}))?(?:=(\d{0,5})\.\.(\d{0,5}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be a rule such as longest-run, longest-run=1..2, hot:10@50=2..4 or group:1,5,9=0..1.');
  const [, id, given, window, min, max] = match;
  const toNumber = (digits: string | undefined) => (digits ? Number(digits) : undefined);
  const hasOwnNumbers = given && (id === 'group' || !/^\d{1,6}$/.test(given));
  return [
    ...before,
    {
      id,
      min: toNumber(min),
      max: toNumber(max),
      window: toNumber(window),
      numbers: hasOwnNumbers ? parseNumbers(given) : [],
      argument: hasOwnNumbers ? undefined : toNumber(given),
    },
  ];
}

export interface ScoreTermOption {
  id: string;
  weight: number | undefined;
  ideal: number | undefined;
}

/** Parses term, term=weight, term@ideal or term=weight@ideal, and appends the term to `before`. */
export function parseScoreTerm(text: string, before: ScoreTermOption[] = []): ScoreTermOption[] {
  const match = /^([a-z][a-z0-9-]{0,63})(?:=(\d{1,5}))?(?:@(\d{1,5}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be a term such as parity, sum=2 or sum=2@180.');
  const [, id, weight, ideal] = match;
  return [
    ...before,
    { id, weight: weight === undefined ? undefined : Number(weight), ideal: ideal === undefined ? undefined : Number(ideal) },
  ];
}

/** Parses points, such as 70, 70.5 or 70,25, to hundredths. */
export function parsePoints(text: string): number {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?$/.exec(text);
  const hundredths = match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : Number.NaN;
  if (!(hundredths <= 10_000)) throw new InvalidArgumentError('must be points from 0 to 100, such as 70 or 70.5.');
  return hundredths;
}

/** Parses draw numbers first..last, or one number for both. */
export function parseDrawRange(text: string): { first: number; last: number } {
  const match = /^(\d{1,7})(?:\.\.(\d{1,7}))?$/.exec(text);
  if (!match) throw new InvalidArgumentError('must be draw numbers such as 2550 or 2550..2560.');
  return { first: Number(match[1]), last: Number(match[2] ?? match[1]) };
}

export interface RuleGroupOption {
  atLeast: number;
  rules: (RuleOption & { negated: boolean })[];
}

/** Parses n:rule|rule|!rule, a group of which at least n rules must hold, and appends the group to `before`. */
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

/** Parses the id of a job to its form in the API: a UUID in lower case. */
export function parseJobId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    throw new InvalidArgumentError('must be the id of a job, such as 73d85057-d5ed-4684-8739-b003a5da2a6f.');
  return text.toLowerCase();
}

export function parsePort(text: string): number {
  const port = parseInteger(text);
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('must be a port from 0 to 65535.');
  return port;
}

/** Checks an address: host:port or dns:///name:port. */
export function parseAddress(text: string): string {
  if (!/^(dns:\/\/\/)?[A-Za-z0-9._[\]:-]{1,255}:\d{1,5}$/.test(text))
    throw new InvalidArgumentError('must be HOST:PORT or dns:///NAME:PORT.');
  const host = text.replace('dns:///', '').replace(/:\d+$/, '');
  if (host.includes(':') && !/^\[.*\]$/.test(host))
    throw new InvalidArgumentError('must have an IPv6 address in brackets, such as [::1]:50051.');
  return text;
}

/** Parses seconds, from 0.2 to 3600. */
export function parseInterval(text: string): number {
  const seconds = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 0.2 && seconds <= 3600)) throw new InvalidArgumentError('must be 0.2 to 3600 seconds.');
  return seconds;
}
