/** The reasons with which each call of a client can fail. docs/reference/errors.md explains the reasons. A test compares both with the proto. */

/** Reasons that any call can fail with. */
export const EVERY_CALL = ['INVALID_ARGUMENT', 'TOKEN_REQUIRED', 'REQUEST_TOO_LARGE', 'STOPPING', 'INTERNAL'];

/** Calls that read stored jobs, and calls that change jobs. Only a change needs memory of Redis. */
const STORE = ['JOB_STORE_UNAVAILABLE', 'STORE_CORRUPT'];
const STORE_CHANGE = [...STORE, 'JOB_STORE_FULL'];
/** Calls that read, and calls that change, stored draws and popularity models. */
const DRAWS = [...STORE, 'STORE_FAILED'];
const DRAWS_CHANGE = [...DRAWS, 'JOB_STORE_FULL'];
const LIMITED = ['TOO_MANY_STREAMS', 'CALLER_IDLE', 'CALL_TOO_LONG'];
const PINNED = ['CORE_CHANGED', 'HISTORY_GONE', 'POPULARITY_GONE'];
const GENERATION = ['GENERATORS_DAMAGED', 'RULES_EXHAUSTED', 'RULES_GAVE_UP', 'TASK_FAILED'];
const FILES = ['EXCEL_WRITER_UNAVAILABLE', 'EXCEL_WRITER_REFUSED', 'WORKBOOK_STORE_FAILED'];

/** The further reasons of each call. */
export const CALL_ERRORS: Record<string, string[]> = {
  CreateJob: ['RATE_LIMITED', 'QUEUE_FULL', 'REQUEST_ID_REUSED', ...DRAWS_CHANGE],
  GetJob: ['JOB_NOT_FOUND', ...STORE],
  ListJobs: STORE,
  WatchJob: ['JOB_NOT_FOUND', ...LIMITED, ...STORE],
  CancelJob: ['JOB_NOT_FOUND', 'JOB_ENDED', 'CONTENTION', ...STORE_CHANGE],
  DeleteJob: ['JOB_NOT_FOUND', 'JOB_ACTIVE', 'CONTENTION', ...FILES, ...STORE_CHANGE],
  RetryJob: ['JOB_NOT_FOUND', 'JOB_NOT_RETRYABLE', 'RATE_LIMITED', 'QUEUE_FULL', 'CONTENTION', ...STORE_CHANGE],
  DownloadWorkbook: ['JOB_NOT_FOUND', 'NO_WORKBOOK', 'WORKBOOK_NOT_FOUND', ...LIMITED, ...FILES, ...STORE],
  StreamGames: ['GENERATOR_UNAVAILABLE', 'GENERATOR_REFUSED', ...GENERATION, ...LIMITED, ...DRAWS],
  EstimateJob: ['TASK_FAILED', ...LIMITED, ...DRAWS],
  ValidateGames: [...LIMITED, ...DRAWS],
  CheckGames: ['JOB_NOT_FOUND', 'NO_HISTORY', ...PINNED, ...GENERATION, ...LIMITED, ...DRAWS],
  ImportDraws: ['NO_HISTORY', 'TASK_FAILED', ...LIMITED, ...DRAWS_CHANGE],
  SyncDraws: [
    'SYNC_UNDER_WAY',
    'RESULTS_API_REFUSED',
    'RESULTS_API_UNREACHABLE',
    'RESULTS_API_BUSY',
    'RESULTS_API_WRONG',
    'TASK_FAILED',
    ...LIMITED,
    ...DRAWS_CHANGE,
  ],
  GetHistory: ['NO_HISTORY', ...DRAWS],
  FitPopularity: ['NO_HISTORY', 'NO_WINNINGS', 'TASK_FAILED', ...LIMITED, ...DRAWS_CHANGE],
  GetPopularity: ['NO_POPULARITY', ...DRAWS],
  GetStatistics: ['NO_HISTORY', ...DRAWS],
  ListLotteries: [],
  ListRules: DRAWS,
  ListScoreTerms: DRAWS,
};

/** Reasons that appear only in `Job.failure`, in a log or in the client library. */
export const NO_CALL: Record<string, string[]> = {
  'Job.failure': ['PROCESSING_TIMEOUT', 'TOO_MANY_ATTEMPTS', 'SORT_FAILED'],
  'a log': ['PEER_SILENT', 'ANSWER_DAMAGED', 'TEMPLATE_CHANGED', 'INCOMPLETE', 'JOBS_TAKEN'],
  'the client library': ['WORKBOOK_CHANGED'],
};
