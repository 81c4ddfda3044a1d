import { describe, expect, it } from 'vitest';
import { describeUnreadable, toCentavos, toCount, toIsoDate, toWholeNumber } from '../../services/shared/tables/cell-values.js';

describe('the value of a cell', () => {
  it.each([
    [5, ['5', '05', '5.0', '5,0', '5.000000', '5,00', '5E0', '0.5E1', '0,5e+1']],
    [50_901_112, ['50901112', '50901112.0', '5.0901112E7', '5,0901112E7']],
    [undefined, ['', 'x', '-5', '5.1', '5,1', '5a', '1e-1', '1.5E0', '1E99', '=A1', '#REF!', 'TRUE', '5 6', '１']],
  ])('is the whole number %s', (value, texts) => {
    for (const text of texts) expect(toWholeNumber(text), text).toBe(value);
  });

  it.each([
    [12_016, ['12016', '12.016', '12,016', '12 016', '12\u00a0016', '12016.0', '1.2016E4']],
    [1_234_567, ['1.234.567', '1,234,567']],
    [undefined, ['1.234,567', '12.0161', 'n/d', '1.23']],
  ])('is the count %s', (value, texts) => {
    for (const text of texts) expect(toCount(text), text).toBe(value);
  });

  it.each([
    [123_456, ['R$ 1.234,56', 'R$1.234,56', '1.234,56', '1234,56', '1234.56', '1,234.56', '1.23456E3', 'R$\u00a01.234,56']],
    [123_450, ['1234.5', '1234,5', '1.234,5']],
    [123_400, ['R$ 1.234', 'R$ 1.234,00', '1234', '1234.0', '1234,00']],
    [5_090_111_200, ['5.0901112E7', '50901112', '50.901.112', 'R$ 50.901.112,00']],
    // 64.35 × 100 is a little less than 6,435 to a computer.
    [6_435, ['64.35', '64,35', 'R$64,35']],
    [undefined, ['', 'R$', 'x', '-1', '1.2.3', '1,2,3', '=A1']],
  ])('is the amount %s', (value, texts) => {
    for (const text of texts) expect(toCentavos(text), text).toBe(value);
  });

  it('is a date in both date systems', () => {
    for (const text of [
      '03/01/2018',
      '3/1/2018',
      '03-01-2018',
      '03.01.2018',
      '2018-01-03',
      '2018-01-03T20:00:00',
      '03/01/2018 20:00',
      '43103',
      '43103.0',
      '43103,8',
      '4.3103E4',
    ])
      expect(toIsoDate(text, false), text).toBe('2018-01-03');
    expect(toIsoDate('41641', true)).toBe('2018-01-03');
    expect(toIsoDate('03/01/2018', true)).toBe('2018-01-03');
    for (const text of ['', '30/02/2018', '2018-13-01', '1', '123456', '01/02-2018', 'ontem'])
      expect(toIsoDate(text, false), text).toBeUndefined();
  });

  it('names a formula without a stored value', () => {
    expect(describeUnreadable('=A1+1', 'is not a number')).toBe(
      '"=A1+1" is a formula without a stored value: open the file in a spreadsheet program and save it',
    );
    expect(describeUnreadable('x', 'is not a number')).toBe('"x" is not a number');
  });
});
