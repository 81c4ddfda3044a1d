/** An official result. */
export interface Draw {
  /** The official number of the draw (concurso), from 1. */
  number: number;
  /** ISO 8601 date. */
  date: string;
  /** Ascending. */
  numbers: number[];
  /** The numbers of the second draw of a Dupla Sena result, ascending. */
  second?: number[];
  /** The drawn extras, such as clovers, ascending. */
  extras?: number[];
  winnings?: Winnings;
}

/** The revenue and the winners of a result, where the file has them. */
export interface Winnings {
  /** The revenue in hundredths of the currency. */
  revenueCentavos: number;
  /** Whether the draw is a special one. Special draws attract other players. */
  special: boolean;
  /** The count of winners, by their hits. */
  winners: Record<string, number>;
  /** Winners of the second draw of the same result by hits, in Dupla Sena. */
  secondWinners?: Record<string, number>;
}
