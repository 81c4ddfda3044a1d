/** The formats of the files of a job, by the proto's names, with their file extensions. */
export const FILE_EXTENSIONS = { XLSX: 'xlsx', CSV: 'csv', CSV_GZIP: 'csv.gz', JSON_LINES: 'jsonl' } as const;

export type FileFormat = keyof typeof FILE_EXTENSIONS;
export const FILE_FORMATS = Object.keys(FILE_EXTENSIONS) as FileFormat[];

/** Returns the suffix of a file name before its extension. Empty for a single file. */
export function partSuffix(part: number, parts: number): string {
  return parts === 1 ? '' : `-part-${String(part).padStart(2, '0')}-of-${String(parts).padStart(2, '0')}`;
}
