/** Errors that all stores share. */

import { DezenasError, invalidArgument } from '../../shared/errors.js';

export function notFound(): DezenasError {
  return new DezenasError('NOT_FOUND', 'no file has this id and part', { reason: 'WORKBOOK_NOT_FOUND' });
}

/** @throws DezenasError INVALID_ARGUMENT when the offset is beyond the end of the file. */
export function checkRange(offset: number, size: number): void {
  if (offset > size) throw invalidArgument([{ field: 'offset', description: `must be 0 to ${size}, the size of the file` }]);
}

const REASONS: Record<string, (place: string) => string> = {
  ENOSPC: (place) => `the disk of ${place} is full`,
  EDQUOT: (place) => `the disk quota of ${place} is used up`,
  EACCES: (place) => `${place} is not writable`,
  EPERM: (place) => `${place} is not writable`,
  EROFS: (place) => `${place} is read-only`,
  ENOTDIR: (place) => `${place} is not a folder`,
  ENOENT: (place) => `${place} does not exist`,
  EMFILE: () => 'too many files are open',
};

/**
 * Converts a file system error to a DezenasError. Its message names `place`, such as "the workbook store", instead of the path, which
 * clients must not see.
 */
export function fileError(error: unknown, place: string, reason: string): DezenasError {
  const code = codeOf(error);
  return new DezenasError('FAILED_PRECONDITION', REASONS[code]?.(place) ?? `cannot access ${place} (${code})`, { reason, cause: error });
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
