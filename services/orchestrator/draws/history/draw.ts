/** An official result. */
export interface Draw {
  /** The official number of the draw (concurso), from 1. */
  number: number;
  /** ISO 8601 date. */
  date: string;
  /** Ascending. */
  numbers: number[];
  /** Of the second draw of the same result, in Dupla Sena; ascending. */
  second?: number[];
  /** What was drawn beside the numbers, such as clovers; ascending. */
  extras?: number[];
  winnings?: Winnings;
}

/** What a result brought, where the file says so. */
export interface Winnings {
  /** Money taken, in hundredths of the currency. */
  revenueCentavos: number;
  /** A special draw, which other people play. */
  special: boolean;
  /** Winners by hits. */
  winners: Record<string, number>;
  /** Winners of the second draw of the same result by hits, in Dupla Sena. */
  secondWinners?: Record<string, number>;
}
