/** How much more or less people bet on each number of a lottery, as its winners tell. It says nothing of what will be drawn. */
export interface PopularityModel {
  /** Catalogue id of the lottery. */
  lottery: string;
  /** First 16 hexadecimal digits of the SHA-256 of the effects. */
  version: string;
  /** History it was fitted on. */
  historyVersion: string;
  /** Hits of the tier whose winners were counted. */
  hits: number;
  /** Draws it was fitted on. */
  draws: number;
  /** Effect of each number on the logarithm of the number of winners; index 0 is number 1. Their mean is 0. */
  effects: number[];
  quality: PopularityQuality;
}

export interface PopularityQuality {
  /** Ridge penalty, chosen by cross-validation. */
  penalty: number;
  /** Share of the variance of the logarithm of winners / expected winners that is explained in draws left out of the fit. */
  r2: number;
  /** Actual over expected winners of the tenth of draws predicted to have the fewest and the most, left out of the fit. */
  leastDecile: number;
  mostDecile: number;
  /** Correlation of prediction and truth over the last 30 % of the draws, by a fit on those before. */
  forwardCorrelation: number;
}
