import type { PopularityModel } from '../../../domain/scores/popularity.js';
import type { DezenasError } from '../../../shared/errors.js';
import type { History } from '../history/history.js';
import type { DrawsFile } from '../reading/read-draws-file.js';

/** A task on draws, which takes up to a second. */
export type DrawsTask = { lottery: string } & ({ kind: 'read'; file: Uint8Array } | { kind: 'fit'; history: History });

/** The fields of a DezenasError. An error loses its class and fields between threads. */
export type ErrorFields = Pick<DezenasError, 'code' | 'message' | 'reason' | 'violations'>;

export type DrawsTaskResult = { file: DrawsFile } | { model: PopularityModel } | { refused: ErrorFields };
