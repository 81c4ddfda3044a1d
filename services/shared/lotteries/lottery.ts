/** What the catalogue knows of a lottery. */
export interface Lottery {
  /** Stable id used in the proto, the command line and file names. */
  id: string;
  name: string;
  /** Numbers are 1..universeSize. */
  universeSize: number;
  /** Columns of the ticket's grid; numbers fill it row by row. */
  gridColumns: number;
  /** Numbers of one official draw. */
  drawSize: number;
  /** Numbers a game may have. */
  minPicks: number;
  maxPicks: number;
  /**
   * Where a rule's defaults differ from the catalogue's, by rule id: what suits one lottery rejects most draws of another.
   */
  rules: Readonly<Record<string, Readonly<{ on?: boolean; min?: number; max?: number }>>>;
  /** Official price of one simple bet (minPicks numbers), newest first. */
  prices: { /** ISO date the price is in force from. */ validFrom: string; centavos: number }[];
}
