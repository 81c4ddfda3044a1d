import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import '../../services/excel-writer/files/file-metrics.js';
import '../../services/generator/metrics.js';
import '../../services/orchestrator/generation/generation-metrics.js';
import '../../services/orchestrator/jobs/engine/job-metrics.js';
import { definedMetrics } from '../../services/shared/observability/metric.js';
import '../../services/shared/observability/shared-metrics.js';

interface Panel {
  id: number;
  title: string;
  description: string;
  datasource: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig: { defaults: { unit: string } };
  targets: { refId: string; expr: string; datasource: { uid: string } }[];
}

interface Alert {
  alert: string;
  expr: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface Compose {
  services: Record<string, { environment?: Record<string, string>; image?: string; volumes?: string[]; ports?: string[] }>;
}

const read = (path: string) => readFile(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

/** Every series that a service can report, with its labels, including those that Prometheus adds to all series. */
function knownSeries(): Map<string, Set<string>> {
  const series = new Map<string, Set<string>>();
  const add = (name: string, type: string, labels: string[]) => {
    const all = new Set([...labels, 'job', 'instance']);
    if (type !== 'histogram') series.set(name, all);
    else
      for (const suffix of ['bucket', 'sum', 'count']) series.set(`${name}_${suffix}`, suffix === 'bucket' ? new Set([...all, 'le']) : all);
  };
  for (const { type, definition } of definedMetrics()) add(definition.name, type, Object.keys(definition.labels ?? {}));
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const metric of register.getMetricsAsArray()) {
    const { name, type, labelNames = [] } = metric as unknown as { name: string; type: string; labelNames?: string[] };
    add(name, type, labelNames);
  }
  return series;
}

/** The names of the series in an expression, and the labels that the expression uses. */
function usedIn(expr: string): { series: string[]; labels: string[] } {
  const series = [...expr.matchAll(/\b(?:dezenas|process|nodejs)_[a-z0-9_]+|\bup\b/g)].map(([name]) => name);
  const groups = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list]) => list.split(',').map((label) => label.trim()));
  const matchers = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) => [...list.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label));
  return { series, labels: [...groups, ...matchers] };
}

describe('the Grafana dashboard', () => {
  it('queries only metrics and labels that exist, and shows games, chunks, queue, rows, retries and process metrics', async () => {
    const { panels } = JSON.parse(await read('deploy/grafana/dashboards/dezenas.json')) as { panels: Panel[] };
    const known = knownSeries();
    const shown = new Set<string>();
    for (const { title, targets } of panels) {
      expect(targets.length, title).toBeGreaterThan(0);
      for (const { expr } of targets) {
        const { series, labels } = usedIn(expr);
        expect(series.length, expr).toBe(1);
        expect([...known.keys()], `${title}: ${expr}`).toContain(series[0]);
        for (const label of labels) expect([...(known.get(series[0]) ?? [])], `${title}: ${expr}`).toContain(label);
        expect(expr.split('(').length, expr).toBe(expr.split(')').length);
        shown.add(series[0]);
      }
    }
    for (const name of [
      ...['dezenas_games_total', 'dezenas_rejections_total', 'dezenas_games_by_level_total', 'dezenas_chunk_seconds_bucket'],
      ...['dezenas_queue_depth', 'dezenas_rows_total', 'dezenas_chunk_retries_total', 'dezenas_task_retries_total'],
      ...['process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'],
    ]) {
      expect([...shown]).toContain(name);
    }
  });

  it('has panels with unique titles, a description, a unit and the provisioned data source, and no panels overlap', async () => {
    const { uid, panels } = JSON.parse(await read('deploy/grafana/dashboards/dezenas.json')) as { uid: string; panels: Panel[] };
    const { datasources } = parse(await read('deploy/grafana/provisioning/datasources/prometheus.yml'));
    expect(uid).toBe('dezenas');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, description, datasource, targets, fieldConfig, gridPos } of panels) {
      expect(description, title).not.toBe('');
      expect(fieldConfig.defaults.unit, title).toBeTruthy();
      for (const each of [{ datasource }, ...targets]) expect(each.datasource.uid).toBe(datasources[0].uid);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), title).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
    }
  });
});

describe('the Prometheus alerts', () => {
  it('use only metrics and labels that exist, and their summaries use only labels that the expression keeps', async () => {
    const { groups } = parse(await read('deploy/prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] };
    const known = knownSeries().set('up', new Set(['job', 'instance']));
    const alerts = groups.flatMap(({ rules }) => rules);
    expect(alerts.length).toBeGreaterThan(10);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, expr, labels, annotations } of alerts) {
      const { series, labels: used } = usedIn(expr);
      expect(series.length, alert).toBe(1);
      expect([...known.keys()], alert).toContain(series[0]);
      const inSummary = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
      for (const label of [...used, ...inSummary]) expect([...(known.get(series[0]) ?? [])], alert).toContain(label);
      // An aggregation drops all labels that are not in its `by` list.
      if (/^(sum|min|max)\b/.test(expr))
        for (const label of inSummary) expect(expr, alert).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`));
      expect(['critical', 'warning']).toContain(labels.severity);
    }
  });

  it('are loaded by the Prometheus of docker-compose.yml', async () => {
    const { rule_files } = parse(await read('deploy/prometheus/prometheus.yml'));
    expect(rule_files).toEqual(['alerts.yml']);
    const { services } = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    expect(services.prometheus.volumes).toContain('./deploy/prometheus:/etc/prometheus:ro');
  });
});

describe('docker-compose.yml', () => {
  it('makes Prometheus scrape the metrics port of every service', async () => {
    const compose = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    const { scrape_configs } = parse(await read('deploy/prometheus/prometheus.yml'));
    for (const name of ['orchestrator', 'generator', 'excel-writer']) {
      const { environment = {} } = compose.services[name];
      expect(environment).toMatchObject({ METRICS_HOST: '0.0.0.0', METRICS_ALLOW_INSECURE: 'true' });
      const config = scrape_configs.find(({ job_name }: { job_name: string }) => job_name === name);
      expect(config.dns_sd_configs).toEqual([
        expect.objectContaining({ names: [name], type: 'A', port: Number(environment.METRICS_PORT) }),
      ]);
    }
    expect(scrape_configs).toHaveLength(3);
  });

  it('publishes Prometheus and Grafana on the loopback address only, and mounts their files read-only', async () => {
    const { services } = parse(await read('docker-compose.yml'), { merge: true }) as Compose;
    for (const name of ['prometheus', 'grafana']) {
      const { image = '', ports = [], volumes = [] } = services[name];
      expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
      expect(ports).toHaveLength(1);
      expect(ports[0]).toMatch(/^127\.0\.0\.1:/);
      for (const volume of volumes.filter((each) => each.startsWith('./'))) expect(volume).toMatch(/:ro$/);
    }
    expect(services.grafana.volumes).toContain('./deploy/grafana/dashboards:/etc/dezenas/dashboards:ro');
    const { providers } = parse(await read('deploy/grafana/provisioning/dashboards/dezenas.yml'));
    expect(providers[0].options.path).toBe('/etc/dezenas/dashboards');
    expect(services.grafana.environment).toMatchObject({ GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer', GF_AUTH_DISABLE_LOGIN_FORM: 'true' });
  });
});
