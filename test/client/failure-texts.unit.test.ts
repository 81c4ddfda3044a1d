import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../services/client/cli/run/report-failure.js';
import { describeFailure } from '../../services/client/cli/texts/failure-texts.js';
import type { Job } from '../../services/client/library/client.js';
import { DezenasError, type ErrorOptions } from '../../services/shared/errors.js';

const ERRORS = fileURLToPath(new URL('../../../docs/reference/errors.md', import.meta.url));

/** Reasons without a Portuguese text: the details of INVALID_ARGUMENT name the fields, and the other two reach no caller. */
const IN_ENGLISH = ['INVALID_ARGUMENT', 'ANSWER_DAMAGED', 'TEMPLATE_CHANGED'];

function reported(locale: 'en' | 'pt-BR', code: 'UNAVAILABLE' | 'RESOURCE_EXHAUSTED', message: string, options?: ErrorOptions): string {
  let text = '';
  const stderr = { write: (line: string) => (text += line) } as unknown as NodeJS.WritableStream;
  reportFailure(new DezenasError(code, message, options), stderr, locale);
  return text;
}

describe('failure texts', () => {
  it('exist in Portuguese for every reason that docs/reference/errors.md lists', async () => {
    const table = (await readFile(ERRORS, 'utf8')).split('## Reasons')[1].split('\n## ')[0];
    const reasons = [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, reason]) => reason);
    expect(reasons.length).toBeGreaterThan(40);
    const job = { summary: { games: '7', spaceSize: '9' }, spec: { quantity: 1_000 } } as unknown as Job;
    const untranslated = reasons.filter(
      (reason) => describeFailure({ reason, message: 'what happened', job }, 'pt-BR') === 'what happened',
    );
    expect(untranslated).toEqual(IN_ENGLISH);
    expect(describeFailure({ reason: 'QUEUE_FULL', message: 'what happened' }, 'en')).toBe('what happened');
  });

  it('include the cause that the server reports, and the time to wait', () => {
    const limit = { reason: 'RATE_LIMITED', retryAfterMs: 11_400 };
    expect(reported('en', 'RESOURCE_EXHAUSTED', 'too many jobs created by this caller (limit 30 per minute)', limit)).toBe(
      'dezenas: too many jobs created by this caller (limit 30 per minute): try again in 12 s (RATE_LIMITED)\n',
    );
    expect(reported('pt-BR', 'RESOURCE_EXHAUSTED', 'too many jobs created by this caller (limit 30 per minute)', limit)).toBe(
      'dezenas: este cliente atingiu o limite de trabalhos criados por minuto: tente de novo em 12 s (RATE_LIMITED)\n',
    );
    expect(reported('pt-BR', 'UNAVAILABLE', 'the disk is full', { reason: 'SORT_FAILED' })).toBe(
      'dezenas: não foi possível usar a pasta de ordenação (the disk is full) (SORT_FAILED)\n',
    );
    expect(reported('pt-BR', 'UNAVAILABLE', 'Name resolution failed for target dns:nope')).toBe(
      'dezenas: sem conexão com o servidor: Name resolution failed for target dns:nope\n',
    );
    expect(reported('pt-BR', 'UNAVAILABLE', 'the downloaded file jogos.xlsx is damaged')).toBe(
      'dezenas: the downloaded file jogos.xlsx is damaged\n',
    );
  });
});
