/** Every text of the workbook in each locale. */

import type { Extra } from '../../../domain/lotteries/lottery.js';
import type { Locale } from '../../../shared/locale.js';
import { ENGLISH, type SheetTexts } from './english.js';
import { PORTUGUESE } from './portuguese.js';

export type { SheetTexts };

export const SHEET_TEXTS: Record<Locale, SheetTexts> = { 'pt-BR': PORTUGUESE, en: ENGLISH };

/** Header of the column for the extra at index `i` of `count` extras. */
export function extraTitle({ title }: Extra, i: number, count: number, locale: Locale): string {
  return count > 1 ? `${title[locale]} ${i + 1}` : title[locale];
}
