import type { Spec } from '../../shared/games/spec.js';
import type { History } from '../draws/history.js';

/** Words about a spec that a person should read beside its games. */
export function noticesOf({ lottery }: Spec, history: History | undefined): string[] {
  if (history) return [];
  return [`No draw history was used for ${lottery.name}: the history rules are off.`];
}
