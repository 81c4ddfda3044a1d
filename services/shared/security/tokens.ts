import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** The caller of a call, and its limits. */
export interface Caller {
  name: string;
  /** Jobs that the caller may create per minute. Undefined: the server's default. */
  createsPerMinute?: number;
  /** Games that one request may ask for. Undefined: the server's limit. */
  maxQuantity?: number;
}

const entrySchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits and ._-'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the token in 64 lower-case hexadecimal digits'),
  createsPerMinute: z.int().min(1).max(1_000_000).optional(),
  maxQuantity: z.int().min(1).max(10_000_000).optional(),
  /** The first day (UTC) on which the token is no longer accepted. */
  expires: z.iso.date('must be a date such as 2027-01-31').optional(),
});

const fileSchema = z.array(entrySchema).max(10_000).superRefine(checkDistinct);

export type TokenEntry = z.infer<typeof entrySchema>;

/** Maximum number of reported errors of a file. */
const MAX_REPORTED = 10;

/** The prefix lets secret scanners recognise leaked tokens. */
const PREFIX = 'dzn_';

/** Creates a token of 256 random bits. */
export function createToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/**
 * Returns the stored form of a token. Passwords need a slow hash because they can be guessed. A token of 256 random bits cannot be guessed,
 * so a fast hash is safe, and verifying a call is cheap.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The tokens that a server accepts. */
export class TokenList {
  readonly #entries: { caller: Caller; hash: Buffer; expiresAt: number }[];

  constructor(entries: TokenEntry[]) {
    this.#entries = entries.map(({ name, createsPerMinute, maxQuantity, sha256, expires }) => ({
      caller: { name, createsPerMinute, maxQuantity },
      hash: Buffer.from(sha256, 'hex'),
      expiresAt: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
    }));
  }

  /** Returns the caller that owns the token. Undefined for an unknown or expired token. */
  find(token: string): Caller | undefined {
    const hash = hashToken(token);
    let found: Caller | undefined;
    // All entries are compared, in constant time, so that the time of the answer reveals nothing about the list.
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.hash, hash) && Date.now() < entry.expiresAt) found = entry.caller;
    }
    return found;
  }
}

/**
 * Parses a token file.
 * @throws Error that lists the first 10 wrong entries and fields, and the number of others.
 */
export function parseTokenFile(content: Buffer): TokenList {
  const result = fileSchema.safeParse(parseJson(content));
  if (result.success) return new TokenList(result.data);
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`);
  const more = wrong.length > MAX_REPORTED ? [`and ${wrong.length - MAX_REPORTED} more`] : [];
  throw new Error([...wrong.slice(0, MAX_REPORTED), ...more].join('; '));
}

function parseJson(content: Buffer): unknown {
  try {
    // TextDecoder removes the byte order mark that some editors write.
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    throw new Error('must be JSON: an array of { "name", "sha256" }');
  }
}

/** Checks that names and tokens are unique. */
function checkDistinct(entries: TokenEntry[], { addIssue }: z.RefinementCtx): void {
  for (const field of ['name', 'sha256'] as const) {
    const first = new Map<string, number>();
    for (const [i, entry] of entries.entries()) {
      const before = first.get(entry[field]);
      if (before === undefined) first.set(entry[field], i);
      else
        addIssue({
          code: 'custom',
          path: [i, field],
          message: `is a duplicate of entry ${before} (${entries[before].name}, ${entry.name})`,
        });
    }
  }
}
