import { Command, InvalidArgumentError, Option } from 'commander';
import type { Locale } from '../../../shared/locale.js';
import { parseInteger } from '../options/parse-values.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS } from '../texts/command-texts.js';

/** The options that set fields of an entry, which only --name creates. */
const ENTRY_OPTIONS = ['createsPerMinute', 'maxQuantity', 'expires'];

interface TokenOptions {
  name?: string;
  createsPerMinute?: number;
  maxQuantity?: number;
  expires?: string;
  locale?: Locale;
  json?: boolean;
}

const HELP = `
With --name, the command also prints an entry for the JSON array in the orchestrator's
AUTH_TOKENS_FILE. Without --name it prints only a token, such as the one that services share.

Examples:
  $ dezenas token create --name loja-1 --creates-per-minute 30 --expires 2027-12-31
  $ dezenas token create > internal-token        # INTERNAL_TOKEN_FILE of all services`;

/** `dezenas token`: creates the tokens that authenticate callers. */
export function createTokenCommand(): Command {
  const token = new Command('token').summary('create tokens for callers').description('Creates the tokens that authenticate callers.');
  token
    .command('create')
    .summary('create a token')
    .description('Creates a token of 256 random bits. The token is not stored anywhere.')
    .option('--name <name>', 'name of the caller, which logs show', parseName)
    .option(
      '--creates-per-minute <jobs>',
      'jobs that the caller may create per minute (default: CREATES_PER_MINUTE of the server)',
      parseLimit(1_000_000),
    )
    .option('--max-quantity <games>', 'most games per request (default: MAX_QUANTITY of the server)', parseLimit(10_000_000))
    .option('--expires <date>', 'first day (UTC) on which the token is refused', parseDate)
    .addOption(new Option('--locale <locale>', 'language of the output (default: of the system)').choices(['pt-BR', 'en']))
    .option('--json', 'print the token and the entry as one JSON object')
    .addHelpText('after', HELP)
    .action(createNewToken);
  return token;
}

async function createNewToken(options: TokenOptions, command: Command): Promise<void> {
  const { name, createsPerMinute, maxQuantity, expires, locale, json } = options;
  const orphan = command.options.find((option) => ENTRY_OPTIONS.includes(option.attributeName()) && option.attributeName() in options);
  if (name === undefined && orphan) command.error(`error: ${orphan.long} needs --name: only a named token has an entry`);
  const { createToken, hashToken } = await import('../../../shared/security/tokens.js');
  const token = createToken();
  const entry = name === undefined ? undefined : { name, sha256: hashToken(token).toString('hex'), createsPerMinute, maxQuantity, expires };
  const { tokens } = COMMAND_TEXTS[chooseOutputLocale(locale, process.env)];
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
  // Date accepts the 31st of February and turns it into a day of March.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('must be a date such as 2027-12-31.');
  if (day.getTime() <= Date.now()) throw new InvalidArgumentError('must be in the future (UTC).');
  return text;
}
