/** The levels, strictest first. Their codes in packed columns, in the core and in the proto are 1 to 4. */
export const LEVELS = ['STRICT', 'NORMAL', 'RELAXED', 'MINIMAL'] as const;
export type Level = (typeof LEVELS)[number];

/** Returns the code of a level, 1 to 4. */
export function levelCode(level: Level): number {
  return LEVELS.indexOf(level) + 1;
}

export function levelOf(code: number): Level {
  const level = LEVELS[code - 1];
  if (!level) throw new RangeError(`no level ${code}`);
  return level;
}

/** Number of games of each level, STRICT first. */
export function countLevels(levels: Uint8Array): number[] {
  const counts = new Array<number>(LEVELS.length).fill(0);
  for (const code of levels) counts[code - 1]++;
  return counts;
}
