/** A lottery of the catalogue, as data. */
export interface Lottery {
  /** Stable id used in the proto, the command line and file names. */
  id: string;
  name: string;
  /** The numbers are 1 to universeSize. */
  universeSize: number;
  /** The labels that the ticket prints for the numbers 1, 2, …, if they differ: Lotomania's 100 is 00. */
  labels?: readonly number[];
  /** Columns of the grid on the ticket. Numbers fill the grid row by row. */
  gridColumns: number;
  /** How many numbers one official draw has. */
  drawSize: number;
  /** Draws per result: 2 in Dupla Sena, else 1. */
  drawsPerResult: 1 | 2;
  /** Range of numbers per game. A simple bet has the fewest. */
  minPicks: number;
  maxPicks: number;
  /**
   * Numbers per column, for tickets made of columns: numbers 1 to columnSize are the first column. A draw has one number per column; a game
   * spreads its numbers evenly over the columns.
   */
  columnSize?: number;
  /** The extras of the lottery. */
  extra?: Extra;
  /** True if a bonus number is drawn from the remaining numbers and counts for some tiers. */
  bonus?: boolean;
  /**
   * Default settings that differ from the rule catalogue's, by rule id: bounds that suit one lottery reject most draws of another.
   */
  rules: Readonly<Record<string, Readonly<{ on?: boolean; min?: number; max?: number }>>>;
  /** ISO 4217 code. */
  currency: string;
  /** Prices of a simple bet, newest first. Empty: no official price. */
  prices: readonly Price[];
  /** Prize tiers, best first. */
  tiers: readonly PrizeTier[];
  /** Name of the lottery in Caixa's results API. Undefined: the API does not have the lottery. */
  resultsName?: string;
  /** The source of rules, prices and prizes. */
  source: string;
}

/** The extras of a lottery: a pool of numbers 1 to universeSize, of which a result has `drawn`. */
export interface Extra {
  id: 'month' | 'club' | 'clover' | 'bonus';
  title: { en: string; 'pt-BR': string };
  universeSize: number;
  drawn: number;
  minPicks: number;
  maxPicks: number;
}

export interface Price {
  /** ISO date from which the price is in force. */
  validFrom: string;
  /** Price of a simple bet, in hundredths of the currency. An entry may repeat a price if the prices of other bets changed. */
  centavos: number;
}

/** A prize tier: the hits with which a simple bet wins. */
export interface PrizeTier {
  /** Name of the tier, such as "sena". Undefined: the hits are the name. */
  name?: string;
  /** Number of hits; for tickets made of columns, columns hit. Undefined: any. */
  hits?: number;
  /** Accepted numbers of extra hits. Undefined: any. */
  extraHits?: readonly number[];
  /** Whether the bet must have the bonus number. Undefined: either. */
  bonus?: boolean;
  /** Amount of a fixed prize, in hundredths of the currency. Undefined: winners share the prize. */
  fixedCentavos?: number;
}
