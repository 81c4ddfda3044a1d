import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Who made a call, and what they may ask for. */
export interface Caller {
  name: string;
  /** Jobs made in any minute; undefined: the server's default. */
  createsPerMinute?: number;
  /** Games of one request; undefined: the server's limit. */
  maxQuantity?: number;
}

const entrySchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits and ._-'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of the token in 64 lower-case hexadecimal digits'),
  createsPerMinute: z.int().min(1).max(1_000_000).optional(),
  maxQuantity: z.int().min(1).max(10_000_000).optional(),
  /** The first day (UTC) on which the token is not accepted any more. */
  expires: z.iso.date('must be a date such as 2027-01-31').optional(),
});

const fileSchema = z.array(entrySchema).max(10_000).superRefine(checkDistinct);

export type TokenEntry = z.infer<typeof entrySchema>;

/** Of the mistakes in a file, which may be as many as it has fields. */
const TOLD = 10;

/** Recognisable, so that scanners for leaked secrets find it. */
const PREFIX = 'dzn_';

/** A new token: 256 random bits. */
export function createToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/**
 * What is kept of a token. A slow hash is for passwords, which can be guessed; 256 random bits cannot, so a fast one
 * gives nothing away and costs a server nothing at each call.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The tokens a server accepts. */
export class TokenList {
  readonly #entries: { caller: Caller; hash: Buffer; expiresAt: number }[];

  constructor(entries: TokenEntry[]) {
    this.#entries = entries.map(({ name, createsPerMinute, maxQuantity, sha256, expires }) => ({
      caller: { name, createsPerMinute, maxQuantity },
      hash: Buffer.from(sha256, 'hex'),
      expiresAt: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
    }));
  }

  /** Whose token it is; undefined when nobody's or when its time is over. */
  find(token: string): Caller | undefined {
    const hash = hashToken(token);
    let found: Caller | undefined;
    // Every entry is compared, in constant time: how long the answer takes says nothing of the list.
    for (const entry of this.#entries) {
      if (timingSafeEqual(entry.hash, hash) && Date.now() < entry.expiresAt) found = entry.caller;
    }
    return found;
  }
}

/** @throws Error naming the first wrong entries and fields of a file of tokens, and how many more there are. */
export function parseTokenFile(content: Buffer): TokenList {
  const result = fileSchema.safeParse(parseJson(content));
  if (result.success) return new TokenList(result.data);
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the list'}: ${message}`);
  const more = wrong.length > TOLD ? [`and ${wrong.length - TOLD} more`] : [];
  throw new Error([...wrong.slice(0, TOLD), ...more].join('; '));
}

function parseJson(content: Buffer): unknown {
  try {
    // Without the mark that some editors put before a text.
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    throw new Error('must be JSON: an array of { "name", "sha256" }');
  }
}

/** A name tells one caller from all others, and so does a token. */
function checkDistinct(entries: TokenEntry[], { addIssue }: z.RefinementCtx): void {
  for (const field of ['name', 'sha256'] as const) {
    const first = new Map<string, number>();
    for (const [i, entry] of entries.entries()) {
      const before = first.get(entry[field]);
      if (before === undefined) first.set(entry[field], i);
      else
        addIssue({ code: 'custom', path: [i, field], message: `is that of entry ${before}, too (${entries[before].name}, ${entry.name})` });
    }
  }
}
