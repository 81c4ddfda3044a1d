/** Words of a server may hold anything; a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
