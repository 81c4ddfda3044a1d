/** Largest message either side of a call takes, in bytes: files and games travel in pieces far smaller. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Bytes of a file carried by one message. */
export const FILE_PIECE_BYTES = 256 * 1024;
