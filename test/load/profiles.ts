/** Duration and number of clients of a load run. */
export interface Profile {
  seconds: number;
  clients: number;
  /** Memory samples before this time are ignored, while code is compiled and pools fill up. */
  warmUpSeconds: number;
  /** Highest growth of a service's memory in MB a minute; undefined if the run is too short to measure growth. */
  maxGrowth?: number;
}

export const PROFILES: Record<string, Profile> = {
  short: { seconds: 10, clients: 4, warmUpSeconds: 3 },
  minute: { seconds: 60, clients: 8, warmUpSeconds: 20 },
  'ten-minutes': { seconds: 600, clients: 12, warmUpSeconds: 180, maxGrowth: 5 },
};
