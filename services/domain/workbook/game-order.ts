/** Orders of the games on the sheet; the proto has the same names. */
export const GAME_ORDERS = ['GENERATED', 'SORTED_CHUNKS', 'SORTED', 'BY_SCORE'] as const;
export type GameOrder = (typeof GAME_ORDERS)[number];
