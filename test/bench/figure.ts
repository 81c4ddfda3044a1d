/** One line of the report. */
export interface Figure {
  name: string;
  value: string;
  /** What must be reached; undefined: for information. */
  bound?: string;
  met?: boolean;
  note?: string;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M games/s`;
}
