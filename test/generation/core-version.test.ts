import { expect, it } from 'vitest';
import { checkAnswer } from '../../services/orchestrator/generation/check-answer.js';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import { chunkChecksum } from '../../services/shared/core/chunk-checksum.js';
import { programKey } from '../../services/shared/core/program-key.js';
import { programOf } from '../support/programs.js';

it('games of a generator with a core of another version are refused, whatever they are', async () => {
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
