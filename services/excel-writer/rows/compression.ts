/** How rows are compressed: by the encoder itself, or by zlib at a level from the XML of the rows. */
export const COMPRESSIONS = ['direct', 'zlib-1', 'zlib-2', 'zlib-3', 'zlib-4', 'zlib-5', 'zlib-6', 'zlib-7', 'zlib-8', 'zlib-9'] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** The level of zlib; undefined: direct. */
export function zlibLevel(compression: Compression): number | undefined {
  return compression === 'direct' ? undefined : Number(compression.slice('zlib-'.length));
}
