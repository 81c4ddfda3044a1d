/** A formatted number and its noun: `one` after "1", `more` after any other number. */
export function formatCount(number: string, one: string, more: string): string {
  return `${number} ${number === '1' ? one : more}`;
}
