/** Control characters, line separators, and characters that reorder the text around them. */
const TERMINAL_CONTROLS = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu;

/** Replaces terminal control characters with spaces, in text that a server sent or a file name. */
export function toPrintable(text: string): string {
  return text.replaceAll(TERMINAL_CONTROLS, ' ');
}
