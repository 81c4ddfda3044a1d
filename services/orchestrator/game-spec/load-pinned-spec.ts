import { CORE_VERSION } from '../../core/core-module.js';
import type { Spec } from '../../domain/game-spec/spec.js';
import { DezenasError } from '../../shared/errors.js';
import type { ResolvedSpec, SpecSources } from './resolve-spec.js';

/**
 * Loads the history and the model that a stored spec pins.
 * @throws DezenasError FAILED_PRECONDITION when one of them is no longer stored or the core has another version, because the games
 * would differ.
 */
export async function loadPinnedSpec(spec: Spec, { histories, popularity }: SpecSources): Promise<ResolvedSpec> {
  const { lottery, historyVersion, popularityVersion, coreVersion } = spec;
  if (coreVersion !== CORE_VERSION)
    throw cannotGenerate(`it was created for core ${coreVersion}, and this server has core ${CORE_VERSION}`, { reason: 'CORE_CHANGED' });
  const history = historyVersion === '' ? undefined : await histories.get(lottery.id, historyVersion);
  if (historyVersion !== '' && !history)
    throw cannotGenerate(`the draw history ${historyVersion} is no longer stored`, { reason: 'HISTORY_GONE' });
  const model = popularityVersion === '' ? undefined : await popularity.get(lottery.id, popularityVersion);
  if (popularityVersion !== '' && !model)
    throw cannotGenerate(`the popularity model ${popularityVersion} is no longer stored`, { reason: 'POPULARITY_GONE' });
  return { spec, history, popularity: model };
}

function cannotGenerate(message: string, options: { reason: string }): DezenasError {
  return new DezenasError('FAILED_PRECONDITION', `the games of the job cannot be generated: ${message}`, options);
}
