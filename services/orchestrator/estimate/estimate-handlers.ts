import { toGameSpec } from '../../shared/games/spec-messages.js';
import { toRuleReportMessage } from '../../shared/games/summary.js';
import type { EstimateJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/EstimateJobRequest.js';
import type { EstimateJobResponse } from '../../shared/grpc/generated/dezenas/v1/EstimateJobResponse.js';
import type { CallContext } from '../../shared/grpc/handlers.js';
import { NO_LIMIT } from '../quantity-limit.js';
import { noticesOf } from '../spec/notices.js';
import { prepareSpec } from '../spec/prepare-spec.js';
import type { SpecSources } from '../spec/resolve-spec.js';
import { estimate } from './estimate.js';
import type { Surveyor } from './surveyor.js';

export async function estimateJob(
  request: EstimateJobRequest__Output,
  sources: SpecSources,
  surveyor: Surveyor,
  { signal, requestId }: CallContext,
): Promise<EstimateJobResponse> {
  const prepared = await prepareSpec(request.spec, sources, NO_LIMIT);
  const found = await estimate(prepared, request.exact, surveyor, signal, requestId);
  const { survey, bounds } = found;
  return {
    spec: toGameSpec(prepared.resolved.spec),
    spaceSize: prepared.compiled.spaceSize.toString(),
    candidates: survey.candidates,
    exact: found.exact,
    accepted: survey.accepted,
    acceptanceRate: found.rate,
    acceptanceLow: found.low,
    acceptanceHigh: found.high,
    validGames: found.validGames.toString(),
    rules: found.rules.map(toRuleReportMessage),
    bounds: bounds.map(({ rule, window, games }) => ({
      ...{ ruleId: rule.id, max: rule.max, window, games: games.toString() },
      through: `LEVEL_${rule.through}` as const,
    })),
    feasibility: `FEASIBILITY_${found.feasibility}`,
    explanation: found.explanation,
    priceCentavos: found.priceCentavos.toString(),
    expectedSeconds: found.seconds,
    expectedFileBytes: found.fileBytes,
    notices: noticesOf(prepared, 'en'),
  };
}
