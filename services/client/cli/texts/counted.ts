/** A number, as a language writes it, and what there is of it. */
export function counted(number: string, one: string, more: string): string {
  return `${number} ${number === '1' ? one : more}`;
}
