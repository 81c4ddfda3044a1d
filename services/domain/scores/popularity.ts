/** How often people play each number of a lottery, fitted to past winners. The model says nothing about future draws. */
export interface PopularityModel {
  /** Catalogue id of the lottery. */
  lottery: string;
  /** First 16 hexadecimal digits of the SHA-256 of the effects. */
  version: string;
  /** Version of the history to which the model was fitted. */
  historyVersion: string;
  /** Hits of the prize tier whose winners the model explains. */
  hits: number;
  /** Number of draws used in the fit. */
  draws: number;
  /** Effect of each number on the logarithm of the number of winners. Index 0 is number 1. The mean effect is 0. */
  effects: number[];
  quality: PopularityQuality;
}

export interface PopularityQuality {
  /** Ridge penalty, chosen by cross-validation. */
  penalty: number;
  /** Share of the variance of log(winners / expected winners) explained in draws left out of the fit (cross-validated). */
  r2: number;
  /** Actual divided by expected winners, in the tenths of the draws with the fewest and the most predicted winners (cross-validated). */
  leastDecile: number;
  mostDecile: number;
  /** Correlation of predicted and actual winners in the last 30 % of the draws, after a fit on the first 70 %. */
  forwardCorrelation: number;
}
