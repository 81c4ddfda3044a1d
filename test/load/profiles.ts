/** How long and how many. */
export interface Profile {
  seconds: number;
  clients: number;
  /** Until then memory is not looked at: code is compiled, pools are filled. */
  warmUpSeconds: number;
  /** MB a minute that the memory of a service may grow; undefined: too short a time to tell. */
  mostGrowth?: number;
}

export const PROFILES: Record<string, Profile> = {
  short: { seconds: 10, clients: 4, warmUpSeconds: 3 },
  minute: { seconds: 60, clients: 8, warmUpSeconds: 20 },
  'ten-minutes': { seconds: 600, clients: 12, warmUpSeconds: 180, mostGrowth: 5 },
};
