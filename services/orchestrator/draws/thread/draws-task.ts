import type { PopularityModel } from '../../../domain/scores/popularity.js';
import type { DezenasError } from '../../../shared/errors.js';
import type { History } from '../history/history.js';
import type { DrawsFile } from '../reading/read-draws-file.js';

/** Work on draws that takes up to a second. */
export type DrawsTask = { lottery: string } & ({ kind: 'read'; file: Uint8Array } | { kind: 'fit'; history: History });

/** What a DezenasError is made of: errors of a class do not cross threads. */
export type Refused = Pick<DezenasError, 'code' | 'message' | 'reason' | 'violations'>;

export type DrawsTaskResult = { file: DrawsFile } | { model: PopularityModel } | { refused: Refused };
