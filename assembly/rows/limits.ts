/** References of a row to its own number: one for each cell and one in the row's element. */
export const MAX_REFERENCES: i32 = 128;
/** Bytes of a row's XML. A copy never reaches farther back. */
export const MAX_ROW_BYTES: i32 = 4_096;
/** Bytes of all texts of a layout, the formula of the first row included. */
export const MAX_TEXT_BYTES: i32 = 8_192;
/** Games in the input buffers. */
export const MAX_GAMES: i32 = 4_096;
/** Numbers of a game, extras included. */
export const MAX_NUMBERS: i32 = 120;
export const MAX_NUMBER: i32 = 255;
/** Draws to count hits in; the best one counts. */
export const MAX_DRAWS: i32 = 4;
export const LEVELS: i32 = 4;
/** Tokens of one deflate block. */
export const MAX_TOKENS: i32 = 65_536;
