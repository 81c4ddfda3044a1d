/** Largest message either side of a call takes, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Bytes of a file carried by one message. */
export const FILE_PIECE_BYTES = 256 * 1024;
