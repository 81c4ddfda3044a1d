import type { Locale } from '../../../shared/locale.js';

/** The language of a command's output: --locale, else Portuguese on a Portuguese system, else English. */
export function chooseOutputLocale(chosen: Locale | undefined, environment: NodeJS.ProcessEnv): Locale {
  if (chosen) return chosen;
  const system = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return system.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en';
}
