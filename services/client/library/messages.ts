/**
 * The messages of `proto/dezenas/v1` that callers of the client see, under the names that the package exports.
 * The types of received messages have every field; the types of sent messages may leave fields out.
 */

export type { CheckGamesHeader } from '../../shared/grpc/generated/dezenas/v1/CheckGamesHeader.js';
export type { CheckGamesResponse__Output as CheckResult } from '../../shared/grpc/generated/dezenas/v1/CheckGamesResponse.js';
export type { CreateJobRequest } from '../../shared/grpc/generated/dezenas/v1/CreateJobRequest.js';
export type { EstimateJobRequest } from '../../shared/grpc/generated/dezenas/v1/EstimateJobRequest.js';
export type { EstimateJobResponse__Output as Estimate } from '../../shared/grpc/generated/dezenas/v1/EstimateJobResponse.js';
export type { Game } from '../../shared/grpc/generated/dezenas/v1/Game.js';
export type { GameSpec, GameSpec__Output as AppliedSpec } from '../../shared/grpc/generated/dezenas/v1/GameSpec.js';
export type { GameVerdict__Output as GameVerdict } from '../../shared/grpc/generated/dezenas/v1/GameVerdict.js';
export type { GenerationSummary__Output as GenerationSummary } from '../../shared/grpc/generated/dezenas/v1/GenerationSummary.js';
export type { GetStatisticsRequest } from '../../shared/grpc/generated/dezenas/v1/GetStatisticsRequest.js';
export type { GetStatisticsResponse__Output as Statistics } from '../../shared/grpc/generated/dezenas/v1/GetStatisticsResponse.js';
export type { History__Output as History } from '../../shared/grpc/generated/dezenas/v1/History.js';
export type { ImportSummary__Output as ImportSummary } from '../../shared/grpc/generated/dezenas/v1/ImportSummary.js';
export type { Job__Output as Job } from '../../shared/grpc/generated/dezenas/v1/Job.js';
export type { ListJobsRequest } from '../../shared/grpc/generated/dezenas/v1/ListJobsRequest.js';
export type { ListJobsResponse__Output as JobPage } from '../../shared/grpc/generated/dezenas/v1/ListJobsResponse.js';
export type { ListRulesRequest } from '../../shared/grpc/generated/dezenas/v1/ListRulesRequest.js';
export type { ListScoreTermsRequest } from '../../shared/grpc/generated/dezenas/v1/ListScoreTermsRequest.js';
export type { Lottery__Output as Lottery } from '../../shared/grpc/generated/dezenas/v1/Lottery.js';
export type { Popularity__Output as Popularity } from '../../shared/grpc/generated/dezenas/v1/Popularity.js';
export type { RuleDescription__Output as RuleDescription } from '../../shared/grpc/generated/dezenas/v1/RuleDescription.js';
export type { ScoreTermDescription__Output as ScoreTermDescription } from '../../shared/grpc/generated/dezenas/v1/ScoreTermDescription.js';
export type { StreamGamesRequest } from '../../shared/grpc/generated/dezenas/v1/StreamGamesRequest.js';
export type { StreamGamesResponse__Output as StreamAnswer } from '../../shared/grpc/generated/dezenas/v1/StreamGamesResponse.js';
export type { SyncDrawsResponse__Output as SyncDrawsStep } from '../../shared/grpc/generated/dezenas/v1/SyncDrawsResponse.js';
export type { Workbook__Output as Workbook } from '../../shared/grpc/generated/dezenas/v1/Workbook.js';
