/** The values of cells, in every form in which spreadsheet programs and scripts write them. */

const DAY_MS = 86_400_000;
/** Day 0 of dates that spreadsheets keep as numbers, in the two date systems. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);

const DIGITS = /^\d{1,9}$/;
/** 5.0, 5,00: Google Sheets, pandas and Apache POI write whole numbers so. */
const WHOLE_DECIMAL = /^(\d{1,9})[.,]0{1,15}$/;
/** 5.0901112E7: Apache POI and Google Sheets write numbers of ten million and more so. */
const EXPONENT = /^\d{1,15}(?:[.,]\d{1,17})?e[+-]?\d{1,2}$/i;
/** 12.016, 12,016 or 12 016. */
const GROUPS = /^\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*$/;

/** A whole number from 0, such as 5, 05, 5.0, 5,0 or 5E0. Undefined for any other text. */
export function toWholeNumber(text: string): number | undefined {
  if (DIGITS.test(text)) return Number(text);
  const digits = WHOLE_DECIMAL.exec(text)?.[1];
  if (digits !== undefined) return Number(digits);
  const value = exponentOf(text);
  return value !== undefined && Number.isInteger(value) && value < 1e9 ? value : undefined;
}

/** A count, which may have thousands separators: 12.016 and 12,016 are 12016. */
export function toCount(text: string): number | undefined {
  return toWholeNumber(GROUPS.test(text) ? text.replaceAll(/\D/g, '') : text);
}

/** An amount of money in hundredths: R$ 1.234,56, 1,234.56, 1234.5 or 5.0901112E7. */
export function toCentavos(text: string): number | undefined {
  const hasSign = text.includes('$');
  const plain = text.replaceAll(/[R$\s]/g, '');
  const value = exponentOf(plain) ?? amountOf(plain, hasSign);
  return value === undefined ? undefined : Math.round(value * 100);
}

function amountOf(text: string, hasSign: boolean): number | undefined {
  const isGrouped = /^\d{1,3}(?:\.\d{3}){2,}$/.test(text) || (hasSign && /^\d{1,3}(?:\.\d{3})+$/.test(text));
  if (isGrouped || /^\d{1,3}(?:\.\d{3})+,\d{1,2}$/.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'));
  if (/^\d{1,3}(?:,\d{3})+\.\d{1,2}$/.test(text) || /^\d{1,3}(?:,\d{3}){2,}$/.test(text)) return Number(text.replaceAll(',', ''));
  return /^\d{1,15}(?:[.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** An ISO date of DD/MM/YYYY, YYYY-MM-DD (either with a time of day), or the number of a day. */
export function toIsoDate(text: string, date1904: boolean): string | undefined {
  const local = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T\s].*)?$/.exec(text);
  if (local) return checkedDate(Number(local[4]), Number(local[3]), Number(local[1]));
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T\s].*)?$/.exec(text);
  if (iso) return checkedDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const day = exponentOf(text) ?? (/^\d{5}(?:[.,]\d{1,15})?$/.test(text) ? Number(text.replace(',', '.')) : undefined);
  if (day === undefined || day < 10_000 || day >= 100_000) return undefined;
  return toIsoDay((date1904 ? EPOCH_1904_MS : EPOCH_1900_MS) + Math.floor(day) * DAY_MS);
}

export function toIsoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function checkedDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? toIsoDay(date.getTime()) : undefined;
}

function exponentOf(text: string): number | undefined {
  return EXPONENT.test(text) ? Number(text.replace(',', '.')) : undefined;
}

/** Says that a cell cannot be read: `"x" is not a draw number`. A formula without a stored value is named as such. */
export function describeUnreadable(text: string, expected: string): string {
  return text.startsWith('=')
    ? `${quote(text)} is a formula without a stored value: open the file in a spreadsheet program and save it`
    : `${quote(text)} ${expected}`;
}

/** Text of a file as one line of at most 30 characters. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 30 ? `${truncate(text, 30)}…` : text);
}

/** At most `length` characters, and no half of a pair of surrogates: a status with one cannot be sent. */
export function truncate(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
