/** The orders of the games in a file, by the proto's names. */
export const GAME_ORDERS = ['GENERATED', 'SORTED_CHUNKS', 'SORTED', 'BY_SCORE'] as const;
export type GameOrder = (typeof GAME_ORDERS)[number];
