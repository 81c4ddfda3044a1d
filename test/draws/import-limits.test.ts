import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inTime } from '../../services/orchestrator/draws/in-time.js';
import { drawsCsv, importDraws } from '../support/draws.js';
import { type Services, startServices } from '../support/services.js';

describe('imports that do not end', () => {
  let services: Services;
  const leave = new AbortController();
  beforeEach(async () => {
    services = await startServices();
  });
  afterEach(() => services.stop());

  it('are two at once: others are refused after a moment, and have their turn when one goes', async () => {
    const { client } = services.jobs;
    let sent = 0;
    const endless = async function* () {
      sent++;
      yield Buffer.from('concurso,data\n');
      await new Promise(() => {});
    };
    const held = [leave, new AbortController()].map(({ signal }) => client.importDraws(endless(), 'mega-sena', { signal }).catch(() => {}));
    await expect.poll(() => sent).toBe(2);
    await expect(importDraws(client, drawsCsv())).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_STREAMS' });
    leave.abort();
    await held[0];
    expect((await importDraws(client, drawsCsv())).history.draws).toBeGreaterThan(0);
  });
});

describe('a stream that must come in time', () => {
  const read = async (messages: AsyncIterable<number>, silenceMs: number, wholeMs: number) => {
    const all: number[] = [];
    for await (const message of inTime(messages, silenceMs, wholeMs)) all.push(message);
    return all;
  };

  it('gives what comes, and the error of its sender', async () => {
    const given = async function* (error?: Error) {
      yield* [1, 2, 3];
      if (error) throw error;
    };
    expect(await read(given(), 60_000, 60_000)).toEqual([1, 2, 3]);
    await expect(read(given(new Error('gone')), 60_000, 60_000)).rejects.toThrow('gone');
  });

  it('ends when nothing comes for too long', async () => {
    const silent = async function* () {
      yield 1;
      await new Promise(() => {});
    };
    await expect(read(silent(), 50, 60_000)).rejects.toMatchObject({
      ...{ code: 'DEADLINE_EXCEEDED', reason: 'IMPORT_TOO_SLOW', message: 'nothing came for 0.05 s' },
    });
  });

  it('ends when it trickles, or never stops', async () => {
    const trickle = async function* (ms: number) {
      for (;;) {
        yield 1;
        await delay(ms);
      }
    };
    for (const ms of [20, 0]) {
      await expect(read(trickle(ms), 60_000, 200)).rejects.toMatchObject({
        ...{ code: 'DEADLINE_EXCEEDED', reason: 'IMPORT_TOO_SLOW', message: 'the file did not come within 0.2 s' },
      });
    }
  });

  it('lets go of its sender when its reader does', async () => {
    let gone = false;
    const endless = async function* () {
      try {
        for (;;) yield 1;
      } finally {
        gone = true;
      }
    };
    for await (const _ of inTime(endless())) break;
    expect(gone).toBe(true);
  });
});
