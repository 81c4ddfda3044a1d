/** The shared secret of the services: the orchestrator sends the token; generators and the excel-writer require the token. */

import { path, text } from '../config/read-config.js';
import { hashToken, TokenList } from './tokens.js';
import { WatchedFiles } from './watched-files.js';

const TOKEN = /^[\x21-\x7e]{32,512}$/;
const ALLOWED = '32 to 512 characters without spaces (to create one: dezenas token create)';

export const internalSettings = {
  INTERNAL_TOKEN: text(TOKEN, ALLOWED)
    .optional()
    .describe('Secret that the orchestrator sends and that generators and excel-writer require. `INTERNAL_TOKEN_FILE` takes precedence.'),
  INTERNAL_TOKEN_FILE: path()
    .optional()
    .describe(
      'The same in a file, one token a line. The first is sent, all are accepted. See [how to replace the token](../how-to/tls-and-tokens.md#replace-the-token-between-the-services).',
    ),
};

export interface InternalTokenConfig {
  INTERNAL_TOKEN?: string;
  INTERNAL_TOKEN_FILE?: string;
}

/** Reads the internal tokens from the file or the setting. Undefined if neither is set. */
export function watchInternalTokens({
  INTERNAL_TOKEN,
  INTERNAL_TOKEN_FILE: file,
}: InternalTokenConfig): WatchedFiles<string[]> | undefined {
  if (file !== undefined) return new WatchedFiles([{ setting: 'INTERNAL_TOKEN_FILE', file }], ([content]) => parseLines(content));
  if (INTERNAL_TOKEN !== undefined) return new WatchedFiles([], () => [INTERNAL_TOKEN]);
  return undefined;
}

export function internalTokenList(tokens: string[]): TokenList {
  return new TokenList(tokens.map((token, i) => ({ name: `internal-${i + 1}`, sha256: hashToken(token).toString('hex') })));
}

function parseLines(content: Buffer): string[] {
  const lines = new TextDecoder().decode(content).split(/\r?\n/).filter(Boolean);
  if (lines.length === 0 || !lines.every((line) => TOKEN.test(line))) throw new Error(`every line must be ${ALLOWED}`);
  return lines;
}
