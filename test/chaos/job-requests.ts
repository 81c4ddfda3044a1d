import type { CreateJobRequest } from '../../services/client/library/client.js';

/** The kinds of jobs, used in turn, which cover all ways to generate and write games. `games` is the quantity of a job of size 1. */
const KINDS: { name: string; games: number; files: number; request: CreateJobRequest }[] = [
  {
    name: 'window over the job, four workbooks',
    games: 400_000,
    files: 4,
    request: { spec: { constraints: { maxRepetition: 5 } } },
  },
  {
    name: 'windows of chunks, no file',
    games: 2_000_000,
    files: 0,
    request: {
      spec: { constraints: { maxRepetition: 4, window: 300, windowScope: 'WINDOW_SCOPE_CHUNK' } },
      workbook: { format: 'FILE_FORMAT_NONE' },
    },
  },
  {
    name: 'the best of many, CSV',
    games: 100_000,
    files: 1,
    request: { spec: { bestOf: 20_000_000 }, workbook: { format: 'FILE_FORMAT_CSV_GZIP' } },
  },
  {
    name: 'sorted, two sheets',
    games: 1_000_000,
    files: 1,
    request: { spec: {}, workbook: { order: 'GAME_ORDER_SORTED', layout: 'WORKBOOK_LAYOUT_SHEETS' } },
  },
];

export interface PlannedJob {
  name: string;
  request: CreateJobRequest;
  /** Number of files that the completed job must have. */
  files: number;
}

/** Plans jobs. @param size scales the quantity of the jobs; a job of size 1 takes some seconds. */
export function planJobs(count: number, seed: number, size: number): PlannedJob[] {
  return Array.from({ length: count }, (_, i) => {
    const { name, games, files, request } = KINDS[i % KINDS.length];
    const quantity = Math.max(4_000, Math.round(games * size));
    const sheetGames = files === 4 ? Math.ceil(quantity / 4) : Math.min(1_000_000, Math.ceil(quantity / 2));
    const { bestOf } = request.spec ?? {};
    return {
      ...{ name, files },
      request: {
        requestId: `chaos-${seed}-${i + 1}`,
        spec: {
          ...request.spec,
          quantity,
          seed: seed * 1_000 + i,
          ...(bestOf ? { bestOf: Math.max(quantity, Math.round(bestOf * size)) } : {}),
        },
        workbook: { ...request.workbook, ...(files === 4 || request.workbook?.layout ? { sheetGames } : {}) },
      },
    };
  });
}
