/** Words of one language for the bounds of a count. */
export interface BoundsWords {
  none: string;
  atLeast: string;
  atMost: string;
  to: string;
}

/** Describes the bounds of a count; undefined means no bound on that side. */
export function boundsText(min: number | undefined, max: number | undefined, { none, atLeast, atMost, to }: BoundsWords): string {
  if (min !== undefined && max !== undefined) return `${min} ${to} ${max}`;
  if (min !== undefined) return `${atLeast} ${min}`;
  return max === undefined ? none : `${atMost} ${max}`;
}
