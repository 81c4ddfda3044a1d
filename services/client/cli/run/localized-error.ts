import { DezenasError } from '../../../shared/errors.js';

/** An error that a command words itself, in the language of its output. */
export class ToldError extends DezenasError {
  constructor(reason: string, message: string) {
    super('FAILED_PRECONDITION', message, { reason });
  }
}
