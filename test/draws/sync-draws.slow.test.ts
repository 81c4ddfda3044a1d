import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOTTERIES } from '../../services/domain/lotteries/catalogue.js';
import { importDraws, syncDraws } from '../support/data/draws.js';
import { hasSharedData, NO_SHARED_DATA, readShared } from '../support/data/shared-data.js';
import { answersOf, type CaixaApiServer, startCaixaApiServer } from '../support/servers/caixa-api-server.js';
import { type Services, startServices } from '../support/services/services.js';

let api: CaixaApiServer;
let services: Services;
beforeEach(async () => {
  api = await startCaixaApiServer();
  services = await startServices({ CAIXA_API_URL: api.url });
});
afterEach(async () => {
  await services.stop();
  await api.stop();
});

const sync = (lottery?: string) => syncDraws(services.jobs.client, lottery);
const importFile = (file: Buffer, lottery?: string) => importDraws(services.jobs.client, file, lottery);

describe.skipIf(!hasSharedData)(`the official draws${NO_SHARED_DATA}`, () => {
  const synced = LOTTERIES.flatMap(({ id, resultsName }) => (resultsName ? [[id, resultsName] as const] : []));

  it.each(synced)('of %s are the same synced and imported', async (id, name) => {
    // All of the shortest history, hundreds of the others.
    const rows = readShared(`draws/${name}.csv`).toString().trimEnd().split(/\r?\n/).slice(0, 400).join('\n');
    api.answers[name] = answersOf(id, Buffer.from(rows), winningsOf(name));
    const { last } = await sync(id);
    expect(last.warnings).toEqual([]);
    const { history } = await importFile(Buffer.from(rows), id);
    expect(history.draws).toBe(Math.min(399, api.answers[name].length));
    expect(last.history).toEqual(history);
  });

  it('of Mega-Sena are all the same, with the same popularity', async () => {
    api.answers.megasena = answersOf('mega-sena', readShared('draws/megasena.csv'), winningsOf('megasena'));
    const { last } = await sync();
    await importFile(readShared('draws/megasena.csv'));
    const imported = await importFile(readShared('draws/megasena_premios.csv'));
    expect(last.history).toEqual(imported.history);
    expect(last.popularity).toEqual(imported.popularity);
  });

  function winningsOf(name: string): Buffer | undefined {
    return ['megasena', 'lotofacil', 'quina'].includes(name) ? readShared(`draws/${name}_premios.csv`) : undefined;
  }
});
