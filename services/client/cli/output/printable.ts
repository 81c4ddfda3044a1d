/** Control characters, line separators, and what reorders the text around it. */
const OBEYED = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu;

/** Words of a server, or names of files, may hold anything; a terminal obeys some of it. */
export function printable(text: string): string {
  return text.replaceAll(OBEYED, ' ');
}
