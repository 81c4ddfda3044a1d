import { CORE_VERSION } from '../../core/core-module.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import { DezenasError } from '../../shared/errors.js';
import type { ResolvedSpec, SpecSources } from './resolve-spec.js';

/**
 * A resolved spec again with the history and the model it pins.
 * @throws DezenasError FAILED_PRECONDITION when one of them, or the core it was made for, is not here: the games would be others.
 */
export async function loadPinned(spec: Spec, { histories, popularity }: SpecSources): Promise<ResolvedSpec> {
  const { lottery, historyVersion, popularityVersion, coreVersion } = spec;
  if (coreVersion !== CORE_VERSION)
    throw gone(`it was created for core ${coreVersion}, and this server has ${CORE_VERSION}`, 'CORE_CHANGED');
  const history = historyVersion === '' ? undefined : await histories.get(lottery.id, historyVersion);
  if (historyVersion !== '' && !history) throw gone(`the draw history ${historyVersion} it uses is gone`, 'HISTORY_GONE');
  const model = popularityVersion === '' ? undefined : await popularity.get(lottery.id, popularityVersion);
  if (popularityVersion !== '' && !model) throw gone(`the popularity model ${popularityVersion} it uses is gone`, 'POPULARITY_GONE');
  return { spec, history, popularity: model };
}

function gone(message: string, reason: string): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `the job cannot give its games: ${message}`, { reason });
}
