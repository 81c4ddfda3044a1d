/** An official result. */
export interface Draw {
  /** The official number of the draw (concurso), from 1. */
  number: number;
  /** ISO 8601 date. */
  date: string;
  /** Ascending. */
  numbers: number[];
}
