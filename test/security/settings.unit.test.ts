import { homedir } from 'node:os';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseAddress } from '../../services/client/cli/options/parse-values.js';
import { readExcelWriterConfig } from '../../services/excel-writer/config.js';
import { readGeneratorConfig } from '../../services/generator/config.js';
import { readOrchestratorConfig } from '../../services/orchestrator/config.js';
import { formatAddress } from '../../services/shared/listen.js';

vi.mock('node:os', async (load) => ({ ...(await load<typeof import('node:os')>()), homedir: vi.fn() }));

beforeEach(() => {
  vi.mocked(homedir).mockReturnValue('/home/ana');
});

describe('the setting LOG_LEVEL', () => {
  it.each(['info', 'INFO', 'Info'])('accepts %s', (LOG_LEVEL) => {
    expect(readGeneratorConfig({ LOG_LEVEL })).toMatchObject({ LOG_LEVEL: 'info' });
  });

  it('refuses an unknown level and lists the known levels', () => {
    expect(() => readGeneratorConfig({ LOG_LEVEL: 'loud' })).toThrow(/LOG_LEVEL.*"fatal"\|"error"\|"warn"\|"info"/);
  });
});

describe('a user without a home folder', () => {
  beforeEach(() => {
    vi.mocked(homedir).mockImplementation(() => {
      throw new Error('A system error occurred: uv_os_homedir returned ENOENT');
    });
  });

  it.each([
    ['DATA_DIR', readOrchestratorConfig],
    ['WORKBOOK_DIR', readExcelWriterConfig],
  ])('is asked to set %s', (setting, read) => {
    expect(() => read({})).toThrow(`${setting}: there is no home folder (HOME): set ${setting} or XDG_DATA_HOME`);
    expect(read({ [setting]: '/data' })).toMatchObject({ [setting]: '/data' });
    expect(() => read({ XDG_DATA_HOME: '/data' })).not.toThrow();
  });
});

describe('an IPv6 address', () => {
  it('is printed in brackets', () => {
    expect([formatAddress('::1', 50_051), formatAddress('[::1]', 50_051), formatAddress('127.0.0.1', 50_051)]).toEqual([
      '[::1]:50051',
      '[::1]:50051',
      '127.0.0.1:50051',
    ]);
  });

  it('is accepted in brackets only', () => {
    expect(parseAddress('[::1]:50051')).toBe('[::1]:50051');
    expect(() => parseAddress('::1:50051')).toThrow(/in brackets, such as \[::1\]:50051/);
  });
});
