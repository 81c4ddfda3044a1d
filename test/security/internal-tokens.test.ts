import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkHealth } from '../../services/shared/grpc/client/health.js';
import { createToken } from '../../services/shared/security/tokens.js';
import { startServices } from '../support/services/services.js';
import { callStatus } from './call-status.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dezenas-tokens-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('services with internal tokens', () => {
  it('complete a job together, and refuse callers without their token', async () => {
    const services = await startServices({ INTERNAL_TOKEN: createToken(), PARALLEL_MIN_QUANTITY: '1' });
    try {
      const { id } = await services.jobs.create({ spec: { quantity: 1_000, seed: 1 }, mode: 'GENERATION_MODE_PARALLEL' });
      expect(await services.jobs.end(id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
      expect((await services.jobs.download(id)).subarray(0, 2).toString()).toBe('PK');
      for (const [{ address }, path] of [
        [services.generator, '/dezenas.v1.GeneratorService/Describe'],
        [services.writer, '/dezenas.v1.ExcelWriterService/DeleteWorkbook'],
      ] as const) {
        await expect.poll(() => checkHealth(address, '', 60_000).then(() => 'well', String)).toBe('well');
        expect(await callStatus(address, path, Buffer.alloc(5), {})).toBe('16');
        expect(await callStatus(address, path, Buffer.alloc(5), { authorization: `Bearer ${createToken()}` })).toBe('16');
      }
    } finally {
      await services.stop();
    }
  });

  it('accept any token of the file, so that tokens can be replaced one service at a time', async () => {
    const [older, newer] = [createToken(), createToken()];
    await writeFile(join(folder, 'both'), `${newer}\n${older}\n`);
    await writeFile(join(folder, 'older'), `${older}\n`);
    const both = await startServices({ INTERNAL_TOKEN_FILE: join(folder, 'both') });
    const address = { GENERATOR_ADDRESS: both.generator.address, EXCEL_WRITER_ADDRESS: both.writer.address };
    const behind = await startServices({ INTERNAL_TOKEN_FILE: join(folder, 'older'), ...address });
    try {
      for (const { jobs } of [both, behind]) {
        const { id } = await jobs.create({ spec: { quantity: 1_000 } });
        expect(await jobs.end(id)).toMatchObject({ state: 'JOB_STATE_COMPLETED' });
      }
    } finally {
      await behind.stop();
      await both.stop();
    }
  });

  it('report GENERATOR_REFUSED for a wrong token, and generate games in the orchestrator where the mode allows that', async () => {
    const generators = await startServices({ INTERNAL_TOKEN: createToken() });
    const other = await startServices({ INTERNAL_TOKEN: createToken(), GENERATOR_ADDRESS: generators.generator.address });
    try {
      const spec = { quantity: 2_000, seed: 1 };
      const failure = { code: 'UNAVAILABLE', reason: 'GENERATOR_REFUSED', message: 'a generator refused the internal token' };
      // The refusal is visible only after the connection to the generator is open.
      await expect.poll(() => other.jobs.games(spec, 'GENERATION_MODE_PARALLEL').catch((error) => error)).toMatchObject(failure);
      expect((await other.jobs.games(spec)).sha256).toBe((await generators.jobs.games(spec)).sha256);
    } finally {
      await other.stop();
      await generators.stop();
    }
  });

  it('fail a job with EXCEL_WRITER_REFUSED when the token of the excel-writer is another', async () => {
    const writer = await startServices({ INTERNAL_TOKEN: createToken() });
    const other = await startServices({
      ...{ INTERNAL_TOKEN: createToken(), EXCEL_WRITER_ADDRESS: writer.writer.address },
      // Two attempts take less time than the default number.
      MAX_ATTEMPTS: '2',
    });
    try {
      const { id } = await other.jobs.create({ spec: { quantity: 10 } });
      expect(await other.jobs.end(id)).toMatchObject({ state: 'JOB_STATE_FAILED', failure: { reason: 'EXCEL_WRITER_REFUSED' } });
    } finally {
      await other.stop();
      await writer.stop();
    }
  });
});
