import { describe, expect, it } from 'vitest';
import { ownRows } from '../../docs/generate/metrics.js';
import { definedMetrics } from '../../services/shared/observability/metric.js';

describe('metric names', () => {
  it('are unique, documented and follow the Prometheus naming conventions', () => {
    const names = definedMetrics().map(({ definition }) => definition.name);
    expect(new Set(names).size).toBe(names.length);
    // The documentation page of the metrics lists every metric.
    expect(
      ownRows()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names.toSorted());
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
