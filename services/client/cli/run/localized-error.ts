import { DezenasError } from '../../../shared/errors.js';

/** An error whose message is already in the language of the output. */
export class LocalizedError extends DezenasError {
  constructor(reason: string, message: string) {
    super('FAILED_PRECONDITION', message, { reason });
  }
}
