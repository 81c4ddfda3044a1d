import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { check, until } from './checks.js';
import type { Cluster } from './cluster.js';

interface Answer {
  status: string;
  error?: string;
  data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

const DASHBOARD = fileURLToPath(new URL('../../../deploy/grafana/dashboards/dezenas.json', import.meta.url));

/** Checks that Prometheus scrapes all containers and answers every query of the Grafana dashboard. */
export async function checkMonitoring(cluster: Cluster): Promise<void> {
  const api = `http://${await cluster.address('prometheus', 9090)}/api/v1`;
  const query = async (expr: string) => {
    const { status, error, data } = (await (await fetch(`${api}/query?${new URLSearchParams({ query: expr })}`)).json()) as Answer;
    if (status !== 'success' || !data) throw new Error(`${expr}: ${error}`);
    return data.result;
  };

  await check('Prometheus scrapes every service', () =>
    until(
      async () => {
        const found = (await query('count by (job) (up == 1)')).map(({ metric, value }) => `${metric.job} ${value[1]}`).toSorted();
        return ['excel-writer 1', 'generator 4', 'orchestrator 2'].every((each) => found.includes(each)) && found.join(', ');
      },
      90,
      'Prometheus scrapes one excel-writer, four generators and two orchestrators',
    ),
  );

  await check('Prometheus evaluates every alert', () =>
    until(
      async () => {
        const { data } = (await (await fetch(`${api}/rules`)).json()) as { data: { groups: { rules: { health: string }[] }[] } };
        const rules = data.groups.flatMap((group) => group.rules);
        return rules.length > 0 && rules.every(({ health }) => health === 'ok') && `${rules.length} rules`;
      },
      90,
      'Prometheus evaluates all rules without errors',
    ),
  );

  await check('Prometheus answers every query of the dashboard', async () => {
    const { panels } = JSON.parse(await readFile(DASHBOARD, 'utf8')) as { panels: { targets: { expr: string }[] }[] };
    const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));
    let empty = exprs;
    const answered = until(
      async () => {
        const counts = await Promise.all(exprs.map(async (expr) => (await query(expr)).length));
        // A query that filters for values above 0 may have an empty result.
        empty = exprs.filter((expr, i) => counts[i] === 0 && !expr.endsWith('> 0'));
        return empty.length === 0 && `${counts.filter((count) => count > 0).length} of ${exprs.length} with data`;
      },
      90,
      'all queries return data',
    );
    return answered.catch((error) => {
      throw new Error(`${error.message}; no data for ${empty.join(', ')}`);
    });
  });
}
