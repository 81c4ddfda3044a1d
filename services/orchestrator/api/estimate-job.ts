import { toGameSpec } from '../../domain/game-spec/spec-messages.js';
import { toRuleReportMessage } from '../../domain/game-spec/summary.js';
import type { EstimateJobRequest__Output } from '../../shared/grpc/generated/dezenas/v1/EstimateJobRequest.js';
import type { EstimateJobResponse } from '../../shared/grpc/generated/dezenas/v1/EstimateJobResponse.js';
import type { CallContext } from '../../shared/grpc/server/handlers.js';
import { estimate } from '../estimate/estimate.js';
import type { Surveyor } from '../estimate/surveyor.js';
import { noticesOf } from '../game-spec/notices.js';
import { prepareSpec } from '../game-spec/prepare-spec.js';
import { NO_LIMIT } from '../game-spec/quantity-limit.js';
import type { SpecSources } from '../game-spec/resolve-spec.js';

/** Estimates what a spec would give. @throws DezenasError INVALID_ARGUMENT listing every wrong field. */
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
      ruleId: rule.id,
      max: rule.max,
      window,
      games: games.toString(),
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
