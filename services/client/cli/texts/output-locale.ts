import type { Locale } from '../../../shared/locale.js';

/** The language of a command's output: the one asked for, else the system's when it is Portuguese, else English. */
export function outputLocale(asked: Locale | undefined, environment: NodeJS.ProcessEnv): Locale {
  if (asked) return asked;
  const system = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return system.toLowerCase().startsWith('pt') ? 'pt-BR' : 'en';
}
