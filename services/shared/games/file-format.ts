/** Formats of the file of a job, by the proto's names, and how their files end. */
export const FILE_EXTENSIONS = { XLSX: 'xlsx', CSV: 'csv', CSV_GZIP: 'csv.gz', JSON_LINES: 'jsonl' } as const;

export type FileFormat = keyof typeof FILE_EXTENSIONS;
export const FILE_FORMATS = Object.keys(FILE_EXTENSIONS) as FileFormat[];

/** Games a file holds at most: one sheet takes so many; text has no end of its own. */
export const MAX_SHEET_GAMES = 1_000_000;
