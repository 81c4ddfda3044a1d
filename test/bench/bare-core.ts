/** Measures the core alone, in a process of its own; see {@link startBareCore}. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { InProcessRunner } from '../../services/orchestrator/generation/in-process-runner.js';
import { planChunks } from '../../services/orchestrator/generation/plan-chunks.js';
import type { GameSpec } from '../../services/shared/grpc/generated/dezenas/v1/GameSpec.js';
import { programOf } from '../support/data/programs.js';

const CHUNK_SIZE = 25_000;

export interface BareCore {
  /** Generates the games of the spec and discards them. @returns games a second. */
  rate(): Promise<number>;
  stop(): void;
}

/** Starts a process that runs nothing but the core, to measure what the machine can do. */
export async function startBareCore(spec: GameSpec, draws: number[][]): Promise<BareCore> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), { serialization: 'advanced' });
  const answer = async (message: object) => {
    child.send(message);
    return (await once(child, 'message'))[0] as number;
  };
  await answer({ spec, draws });
  return { rate: () => answer({}), stop: () => void child.kill() };
}

if (process.send) {
  let run = async () => 0;
  process.on('message', async ({ spec, draws }: { spec?: GameSpec; draws?: number[][] }) => {
    if (spec) {
      const { program } = await programOf(spec, draws);
      const games = spec.quantity ?? 0;
      run = async () => {
        const start = performance.now();
        const chunks = new InProcessRunner().run(
          program,
          planChunks(games, spec.chunkSize ?? CHUNK_SIZE),
          new Uint8Array(0),
          new AbortController().signal,
        );
        for await (const _ of chunks);
        return (games / (performance.now() - start)) * 1000;
      };
    }
    process.send?.(await run());
  });
}
