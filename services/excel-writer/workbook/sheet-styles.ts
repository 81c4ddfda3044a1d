/** Styles that several sheets share. */

const WHITE = { argb: 'FFFFFFFF' };
const GREEN = { argb: 'FF1F7A4D' };
/** Color of matched numbers and of data bars. */
export const LIGHT_GREEN = { argb: 'FFA9D08E' };

export const HEADER_FONT = { bold: true, color: WHITE } as const;
export const HEADER_FILL = { type: 'pattern', pattern: 'solid', fgColor: GREEN } as const;
