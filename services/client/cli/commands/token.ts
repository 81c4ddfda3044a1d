import { Command, InvalidArgumentError, Option } from 'commander';
import type { Locale } from '../../../shared/locale.js';
import { parseInteger } from '../options/parse-values.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';
import { outputLocale } from '../texts/output-locale.js';

/** What only an entry can hold. */
const OF_AN_ENTRY = ['createsPerMinute', 'maxQuantity', 'expires'];

interface TokenOptions {
  name?: string;
  createsPerMinute?: number;
  maxQuantity?: number;
  expires?: string;
  locale?: Locale;
  json?: boolean;
}

const HELP = `
With --name, also the entry for the file that AUTH_TOKENS_FILE of an orchestrator names: a JSON
array of such entries. Without, only the token, such as the one that services share.

Examples:
  $ dezenas token create --name loja-1 --creates-per-minute 30 --expires 2027-12-31
  $ dezenas token create > internal-token        # INTERNAL_TOKEN_FILE of all services`;

/** `dezenas token`: what callers show to be let in. */
export function tokenCommand(): Command {
  const token = new Command('token').summary('make tokens for callers').description('Tokens that callers show to be let in.');
  token
    .command('create')
    .summary('make a token')
    .description('Makes a token of 256 random bits. It is kept nowhere.')
    .option('--name <name>', 'who gets it, as logs name the caller', parseName)
    .option(
      '--creates-per-minute <jobs>',
      'jobs it may make in a minute (default: CREATES_PER_MINUTE of the server)',
      parseLimit(1_000_000),
    )
    .option('--max-quantity <games>', 'games of one request (default: MAX_QUANTITY of the server)', parseLimit(10_000_000))
    .option('--expires <date>', 'the first day (UTC) on which it is not accepted any more', parseDate)
    .addOption(new Option('--locale <locale>', 'language of the output (default: yours)').choices(['pt-BR', 'en']))
    .option('--json', 'print token and entry as one JSON object')
    .addHelpText('after', HELP)
    .action(createNewToken);
  return token;
}

async function createNewToken(options: TokenOptions, command: Command): Promise<void> {
  const { name, createsPerMinute, maxQuantity, expires, locale, json } = options;
  const lost = command.options.find((option) => OF_AN_ENTRY.includes(option.attributeName()) && option.attributeName() in options);
  if (name === undefined && lost) command.error(`error: ${lost.long} is of an entry, which only --name makes`);
  const { createToken, hashToken } = await import('../../../shared/security/tokens.js');
  const token = createToken();
  const entry = name === undefined ? undefined : { name, sha256: hashToken(token).toString('hex'), createsPerMinute, maxQuantity, expires };
  const { tokens } = COMMAND_TEXTS[outputLocale(locale, process.env)];
  if (json) process.stdout.write(`${JSON.stringify({ token, entry })}\n`);
  else if (!entry) process.stdout.write(`${token}\n`);
  else process.stdout.write(`${tokens.token}\n${token}\n\n${tokens.entry}\n${JSON.stringify(entry)}\n`);
}

function parseName(text: string): string {
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(text)) throw new InvalidArgumentError('must be 1 to 64 letters, digits and ._-');
  return text;
}

function parseLimit(max: number): (text: string) => number {
  return (text) => {
    const limit = parseInteger(text);
    if (limit < 1 || limit > max) throw new InvalidArgumentError(`must be 1 to ${max.toLocaleString('en')}.`);
    return limit;
  };
}

function parseDate(text: string): string {
  const day = new Date(text);
  // Date turns the 31st of February into a day of March.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('must be a date such as 2027-12-31.');
  if (day.getTime() <= Date.now()) throw new InvalidArgumentError('must be a day to come (UTC).');
  return text;
}
