/** At most so many characters of foreign text, and no half of a pair of surrogates: a status that has one cannot be sent. */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}
