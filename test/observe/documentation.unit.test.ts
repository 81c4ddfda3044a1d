import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import * as excelWriter from '../../services/excel-writer/files/file-metrics.js';
import * as generator from '../../services/generator/metrics.js';
import * as generation from '../../services/orchestrator/generation/generation-metrics.js';
import * as jobs from '../../services/orchestrator/jobs/engine/job-metrics.js';
import { definedMetrics, type Metric } from '../../services/shared/observability/metric.js';
import * as shared from '../../services/shared/observability/shared-metrics.js';

const PAGE = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));

interface Row {
  name: string;
  type: string;
  service: string;
  labels: string[];
  help: string;
}

const services: Record<string, Record<string, { metric: Metric }>> = {
  all: shared,
  orchestrator: { ...generation, ...jobs },
  generator,
  'excel-writer': excelWriter,
};

function ownRows(): Row[] {
  return Object.entries(services).flatMap(([service, module]) =>
    Object.values(module).map(({ metric: { type, definition } }) => ({
      ...{ name: definition.name, type, service, labels: Object.keys(definition.labels ?? {}), help: definition.help },
    })),
  );
}

/** Those of Node, as prom-client has them here. */
function nodeRows(): Row[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray().map((metric) => {
    const { name, help, type, labelNames = [] } = metric as unknown as { name: string; help: string; type: string; labelNames?: string[] };
    return { name, type, service: 'all', labels: labelNames, help };
  });
}

async function documentedRows(): Promise<Row[]> {
  const lines = (await readFile(PAGE, 'utf8')).split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) => {
    const [name, type, service, labels, help] = line.slice(2, -2).split(' | ');
    return { name: name.replaceAll('`', ''), type, service, labels: labels.replaceAll('`', '').split(', ').filter(Boolean), help };
  });
}

const byName = (rows: Row[]) => Object.fromEntries(rows.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map((row) => [row.name, row]));

describe('docs/metrics.md', () => {
  it.runIf(process.platform === 'linux')('has every metric as it is defined, and no other', async () => {
    const documented = await documentedRows();
    expect(byName(documented)).toEqual(byName([...ownRows(), ...nodeRows()]));
    expect(documented).toHaveLength(ownRows().length + nodeRows().length);
  });
});

describe('the names of metrics', () => {
  it('follow the conventions of Prometheus, each once', () => {
    const names = definedMetrics().map(({ definition }) => definition.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(ownRows().length);
    for (const { type, definition } of definedMetrics()) {
      expect(definition.name).toMatch(/^dezenas_[a-z]+(_[a-z]+)*$/);
      expect(definition.name.endsWith('_total'), definition.name).toBe(type === 'counter');
      if (type === 'histogram') expect(definition.name).toMatch(/_(seconds|bytes)$/);
      expect(definition.name).not.toMatch(/_(ms|milliseconds|minutes|mb|kb)(_|$)/);
      for (const label of Object.keys(definition.labels ?? {})) expect(label).toMatch(/^[a-z][a-z_]*$/);
      expect(definition.help).not.toContain('|');
    }
  });
});
