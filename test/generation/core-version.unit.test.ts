import { expect, it } from 'vitest';
import { chunkChecksum } from '../../services/core/chunk-checksum.js';
import { programKey } from '../../services/core/program-key.js';
import { loadPinnedSpec } from '../../services/orchestrator/game-spec/load-pinned-spec.js';
import type { SpecSources } from '../../services/orchestrator/game-spec/resolve-spec.js';
import { checkAnswer } from '../../services/orchestrator/generation/check-answer.js';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import { historyOf, programOf } from '../support/data/programs.js';

it('the orchestrator refuses the games of a generator with another core version', async () => {
  const { program } = await programOf({ quantity: 100, seed: 1 });
  const [order] = planChunks(100, 25_000);
  const none = new Uint8Array(0);
  const signal = new AbortController().signal;
  for await (const { batches, report } of new InProcessRunner().run(program, [order], none, signal)) {
    const answerOf = (key: string) => ({ batches, report, checksum: chunkChecksum(key, order, none, report, batches) });
    expect(() => checkAnswer(programKey(program), program, order, none, answerOf(programKey(program)))).not.toThrow();
    expect(() => checkAnswer(programKey(program), program, order, none, answerOf(programKey(program, 'another')))).toThrow(/checksum/);
  }
});

it('the orchestrator refuses an incomplete, changed or wrong answer to an order, even when the answer has a matching checksum', async () => {
  const { program } = await programOf({ lottery: 'mais-milionaria', quantity: 300, seed: 1, chunkSize: 100 });
  const order = planChunks(300, 100)[1];
  const none = new Uint8Array(0);
  const key = programKey(program);
  const signal = new AbortController().signal;
  for await (const { batches, report } of new InProcessRunner().run(program, [order], none, signal)) {
    const [batch] = batches;
    const refusal = (changed: { batches?: typeof batches; report?: typeof report }, asked = order) => {
      const answer = { batches, report, ...changed };
      const checksum = chunkChecksum(key, asked, none, answer.report, answer.batches);
      try {
        checkAnswer(key, program, asked, none, { ...answer, checksum });
        return 'taken';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal({})).toBe('taken');
    expect(refusal({ report: { ...report, chunk: 2 } })).toBe('a generator sent the wrong chunk');
    for (const change of [{ chunk: 2 }, { offset: 1 }, { picks: 7 }, { extraPicks: 1 }]) {
      expect(refusal({ batches: [{ ...batch, ...change }, ...batches.slice(1)] })).toBe('a generator sent a batch out of place');
    }
    const number = 'a generator sent a different number of games than reported';
    expect(refusal({ batches: [] })).toBe(number);
    expect(refusal({ report: { ...report, games: 99 } })).toBe(number);
    // The count of the games matches the report, but exceeds the order.
    expect(refusal({}, { ...order, quantity: 99 })).toBe(number);

    const changed = (bytes: Uint8Array) => bytes.with(0, bytes[0] ^ 1);
    const checksums = [
      chunkChecksum(key, order, none, report, batches),
      chunkChecksum('another', order, none, report, batches),
      chunkChecksum(key, order, Uint8Array.from([1]), report, batches),
      ...[{ chunk: 2 }, { quantity: 99 }, { cursor: 1n }].map((change) =>
        chunkChecksum(key, { ...order, ...change }, none, report, batches),
      ),
      ...[
        { chunk: 2 },
        { outcome: 'EXHAUSTED' as const },
        { games: 99 },
        { cursor: report.cursor + 1n },
        { rejections: report.rejections.with(0, -1) },
        { gamesByLevel: [1, 2, 3, 4] },
      ].map((change) => chunkChecksum(key, order, none, { ...report, ...change }, batches)),
      ...[{ numbers: changed(batch.numbers) }, { scores: changed(batch.scores) }, { levels: changed(batch.levels) }].map((change) =>
        chunkChecksum(key, order, none, report, [{ ...batch, ...change }, ...batches.slice(1)]),
      ),
    ];
    expect(new Set(checksums).size).toBe(15);
  }
});

it('a job is refused when its core version has changed, or its history or popularity model no longer exists', async () => {
  const { spec } = await programOf({ quantity: 1, seed: 1 });
  const history = historyOf([[1, 2, 3, 4, 5, 6]]);
  const sources: SpecSources = {
    histories: {
      change: async (_, make) => make(undefined),
      latest: async () => undefined,
      get: async (_, version) => (version === history.version ? history : undefined),
    },
    popularity: { save: async () => {}, latest: async () => undefined, get: async () => undefined },
  };
  expect(await loadPinnedSpec(spec, sources)).toEqual({ spec, history: undefined, popularity: undefined });
  const pinned = { ...spec, historyVersion: history.version };
  expect(await loadPinnedSpec(pinned, sources)).toEqual({ spec: pinned, history, popularity: undefined });
  for (const [change, reason] of [
    [{ coreVersion: '1' }, 'CORE_CHANGED'],
    [{ historyVersion: '0123456789abcdef' }, 'HISTORY_GONE'],
    [{ popularityVersion: '0123456789abcdef' }, 'POPULARITY_GONE'],
  ] as const) {
    await expect(loadPinnedSpec({ ...spec, ...change }, sources)).rejects.toMatchObject({ code: 'FAILED_PRECONDITION', reason });
  }
  // A new spec that names another core version is invalid.
  await expect(programOf({ quantity: 1, coreVersion: '1' })).rejects.toMatchObject({ violations: [{ field: 'spec.core_version' }] });
});
