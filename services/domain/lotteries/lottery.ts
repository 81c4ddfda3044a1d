/** What the catalogue knows of a lottery: facts as data, and no more code than a row needs. */
export interface Lottery {
  /** Stable id used in the proto, the command line and file names. */
  id: string;
  name: string;
  /** Numbers are 1..universeSize. */
  universeSize: number;
  /** What the ticket calls numbers 1, 2, …, where that is not themselves: Lotomania's 100 is 00. */
  labels?: readonly number[];
  /** Columns of the ticket's grid; numbers fill it row by row. */
  gridColumns: number;
  /** Numbers of one official draw. */
  drawSize: number;
  /** Draws of one result: 2 in Dupla Sena, else 1. */
  drawsPerResult: 1 | 2;
  /** Numbers a game may have; the fewest make a simple bet. */
  minPicks: number;
  maxPicks: number;
  /**
   * Tickets of columns: numbers 1 to columnSize are the first column, and so on; a draw has one number of each, and a game as evenly
   * many of each as its numbers allow.
   */
  columnSize?: number;
  /** What goes with the numbers of a game. */
  extra?: Extra;
  /** A bonus number is drawn from the numbers left after the draw, and counts for some tiers. */
  bonus?: boolean;
  /**
   * Where a rule's defaults differ from the catalogue's, by rule id: what suits one lottery rejects most draws of another.
   */
  rules: Readonly<Record<string, Readonly<{ on?: boolean; min?: number; max?: number }>>>;
  /** ISO 4217. */
  currency: string;
  /** Price of a simple bet, newest first. None: no official price. */
  prices: readonly Price[];
  /** Best first. */
  tiers: readonly PrizeTier[];
  /** What Caixa's results API calls the lottery; none: it has no results of it. */
  resultsName?: string;
  /** Where the facts are from. */
  source: string;
}

/** A pool of its own: numbers 1..universeSize, of which a result has `drawn`. */
export interface Extra {
  id: 'month' | 'club' | 'clover' | 'bonus';
  title: { en: string; 'pt-BR': string };
  universeSize: number;
  drawn: number;
  minPicks: number;
  maxPicks: number;
}

export interface Price {
  /** ISO date the price is in force from. */
  validFrom: string;
  /** Hundredths of the currency. */
  centavos: number;
}

/** A prize: which hits of a simple bet win it. */
export interface PrizeTier {
  /** Its own name, such as "sena"; else it is called by its hits. */
  name?: string;
  /** Numbers (of a ticket of columns: columns) hit; undefined: any. */
  hits?: number;
  /** Extras hit, any of these; undefined: any. */
  extraHits?: readonly number[];
  /** Whether the bonus number is among the bet's; undefined: does not matter. */
  bonus?: boolean;
  /** Hundredths of the currency, of a prize that does not depend on the others who win. */
  fixedCentavos?: number;
}
