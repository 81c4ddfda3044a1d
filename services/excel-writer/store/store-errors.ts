/** Errors that all stores share. */

import { DezenasError, invalidArgument } from '../../shared/errors.js';

export function notFound(): DezenasError {
  return new DezenasError('NOT_FOUND', 'no file has this id and part', { reason: 'WORKBOOK_NOT_FOUND' });
}

/** @throws DezenasError INVALID_ARGUMENT when the offset is beyond the end of the file. */
export function checkRange(offset: number, size: number): void {
  if (offset > size) throw invalidArgument([{ field: 'offset', description: `must be 0 to ${size}, the size of the file` }]);
}

const REASONS: Record<string, (what: string) => string> = {
  ENOSPC: (what) => `the disk of ${what} is full`,
  EDQUOT: (what) => `the disk quota of ${what} is used up`,
  EACCES: (what) => `${what} is not writable`,
  EPERM: (what) => `${what} is not writable`,
  EROFS: (what) => `${what} is read-only`,
  ENOTDIR: (what) => `${what} is not a folder`,
  ENOENT: (what) => `${what} does not exist`,
  EMFILE: () => 'too many files are open',
};

/** Converts a file system error to one that names `what` instead of the path. */
export function fileError(error: unknown, what: string, reason: string): DezenasError {
  const code = codeOf(error);
  return new DezenasError('FAILED_PRECONDITION', REASONS[code]?.(what) ?? `${what} failed (${code})`, { reason, cause: error });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
