import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbersTo, Random, SEED } from '../../support/data/random.js';
import { type Services, startServices } from '../../support/services/services.js';

const DIGITS = numbersTo(10);

/** A random draw of Super Sete: one digit of each of the seven columns. */
const drawOf = (random: Random) => numbersTo(7).map((column) => (column - 1) * 10 + random.choose(DIGITS, 1)[0]);

describe('a long check of games in one message', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.stop());

  it('yields to the event loop regularly', async () => {
    const random = new Random(SEED);
    const { client } = services.jobs;
    const digits = (numbers: number[]) => numbers.map((number) => number % 10).join(',');
    const rows = Array.from({ length: 200 }, (_, i) => `${i + 1},2022-01-01,${digits(drawOf(random))}`);
    const csv = Buffer.from(['concurso,data,bola1,bola2,bola3,bola4,bola5,bola6,bola7', ...rows].join('\n'));
    await client.importDraws(
      (async function* () {
        yield csv;
      })(),
      'super-sete',
    );
    // Games of unusual shapes, all different, so that no result of the check can be reused.
    const games = Array.from({ length: 5_000 }, () => ({ numbers: random.choose(numbersTo(70), 21) }));
    const check = async () =>
      client.checkGames(
        { lottery: 'super-sete', firstDraw: 1, lastDraw: 200 },
        (async function* () {
          yield games;
        })(),
      );
    const start = process.cpuUsage();
    const cpu = () => Object.values(process.cpuUsage(start)).reduce((a, b) => a + b);
    let longest = 0;
    let ended = false;
    const checked = check().finally(() => {
      ended = true;
    });
    for (let before = cpu(); !ended; ) {
      await new Promise((resolve) => setImmediate(resolve));
      longest = Math.max(longest, cpu() - before);
      before = cpu();
    }
    expect((await checked).draws).toHaveLength(200);
    // Without yielding the share is 1. With yielding it is about 0.1, plus the CPU time of other threads.
    expect(longest / cpu()).toBeLessThan(0.4);
  });
});
