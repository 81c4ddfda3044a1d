import type { Estimate } from '../../library/client.js';
import type { EstimateOptions } from '../options/estimate-options.js';
import { formatTable } from '../output/table.js';
import { chooseOutputLocale } from '../texts/choose-output-locale.js';
import { COMMAND_TEXTS, type CommandTexts } from '../texts/command-texts.js';
import { toSpecRequest } from './spec-request.js';
import { withOrchestrator } from './with-orchestrator.js';

export async function runEstimate(options: EstimateOptions): Promise<void> {
  const texts = COMMAND_TEXTS[chooseOutputLocale(options.locale, process.env)];
  const size = options.budget === undefined ? { quantity: options.quantity ?? 1 } : { budgetCentavos: options.budget };
  const request = { spec: { ...toSpecRequest(options), ...size }, exact: options.exact ?? false };
  await withOrchestrator(
    options,
    texts,
    async (client, signal) => {
      const estimate = await client.estimateJob(request, { signal });
      process.stdout.write(`${options.json ? JSON.stringify(estimate) : describeEstimate(estimate, texts)}\n`);
    },
    'all',
  );
}

function describeEstimate(estimate: Estimate, texts: CommandTexts): string {
  const { estimates } = texts;
  const feasibilities: Partial<Record<Estimate['feasibility'], string>> = estimates.feasibility;
  const percent = (share: number) => `${texts.decimal(100 * share, 3)} %`;
  const { acceptanceRate, acceptanceLow, acceptanceHigh, exact, rules, bounds } = estimate;
  const candidates = Number(estimate.candidates);
  const rows: [string, string][] = [
    [estimates.space, texts.number(Number(estimate.spaceSize))],
    [estimates.judged, exact ? estimates.all(texts.number(candidates)) : estimates.sample(texts.number(candidates))],
    [
      estimates.accepted,
      exact ? percent(acceptanceRate) : `${percent(acceptanceRate)} (${percent(acceptanceLow)} – ${percent(acceptanceHigh)})`,
    ],
    [estimates.valid, `${exact ? '' : '~ '}${texts.number(Number(estimate.validGames))}`],
    [estimates.feasible, `${feasibilities[estimate.feasibility] ?? ''}${estimates.explain(estimate.explanation)}`],
    [estimates.price, texts.money(Number(estimate.priceCentavos), estimate.spec?.lottery ?? '')],
    [estimates.time, `~ ${texts.decimal(estimate.expectedSeconds, 1)} s`],
    [estimates.file, `~ ${texts.size(Number(estimate.expectedFileBytes))}`],
  ];
  const rejected = rules.filter(({ rejections }) => Number(rejections) > 0);
  return [
    formatTable(rows),
    ...(rejected.length > 0
      ? [
          '',
          formatTable([
            estimates.ruleColumns,
            ...rejected.map(({ id, rejections }) => [id, texts.number(Number(rejections)), percent(Number(rejections) / candidates)]),
          ]),
        ]
      : []),
    ...(bounds.length > 0
      ? [
          '',
          ...bounds.map(({ ruleId, max, window, games }) =>
            estimates.bound(ruleId, max, texts.number(window), texts.number(Number(games))),
          ),
        ]
      : []),
    '',
    texts.fairness,
  ].join('\n');
}
