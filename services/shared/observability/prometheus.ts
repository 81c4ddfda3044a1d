/** Collects the metrics and renders them in Prometheus' text format. Loaded only if a metrics port is set. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { waitWithTimeout } from '../async/timeout.js';
import { collectInto, definedMetrics, type GaugeReader, type Metric } from './metric.js';

/** A gauge that takes longer to read is left out, so that an unreachable store does not hide the other metrics. */
const READ_TIMEOUT_MS = 1_000;

export interface MetricsText {
  readonly contentType: string;
  /** Renders the current values of all metrics. */
  read(): Promise<string>;
}

let started: MetricsText | undefined;

/**
 * Starts to collect the metrics of all modules and of Node.js (memory, event loop, garbage collection). Later calls return the same object.
 */
export function startPrometheus(): MetricsText {
  started ??= start();
  return started;
}

function start(): MetricsText {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  const register = (metric: Metric) => {
    const { name, help } = metric.definition;
    const labelNames = Object.keys(metric.definition.labels ?? {});
    const common = { name, help, labelNames, registers: [registry] };
    if (metric.type === 'counter') counters.set(name, startAtZero(new Counter(common), metric));
    else if (metric.type === 'histogram') histograms.set(name, new Histogram({ ...common, buckets: [...metric.definition.buckets] }));
    else createGauge(common, metric.readers);
  };
  // Modules may be loaded later, so every read and every value of an unknown metric registers the new metrics.
  let registered = 0;
  const registerNew = () => {
    for (const all = definedMetrics(); registered < all.length; registered++) register(all[registered]);
  };
  const find = <T>(metrics: Map<string, T>, name: string): T | undefined => {
    if (!metrics.has(name)) registerNew();
    return metrics.get(name);
  };
  collectInto({
    add: (name, labels, value) => find(counters, name)?.inc(labels, value),
    observe: (name, labels, value) => find(histograms, name)?.observe(labels, value),
  });
  return {
    contentType: registry.contentType,
    read: () => {
      registerNew();
      return registry.metrics();
    },
  };
}

/** Sets all known series to 0: Prometheus computes no rate for the first value of a new series. */
function startAtZero(counter: Counter, { definition: { labels = {} } }: Metric): Counter {
  const [[label, values] = [], ...more] = Object.entries(labels);
  if (label === undefined) counter.inc(0);
  else if (more.length === 0) for (const value of values ?? []) counter.inc({ [label]: value }, 0);
  return counter;
}

function createGauge(common: { name: string; help: string; labelNames: string[]; registers: Registry[] }, readers: Set<GaugeReader>): void {
  const [label] = common.labelNames;
  new Gauge({
    ...common,
    async collect() {
      const sums = new Map<string, number>();
      for (const values of await Promise.all([...readers].map(readWithTimeout))) {
        for (const [value, amount] of Object.entries(values ?? {})) sums.set(value, (sums.get(value) ?? 0) + amount);
      }
      this.reset();
      // reset() sets a gauge without labels to 0, although no reader reported a value.
      if (label === undefined) this.remove();
      for (const [value, amount] of sums) this.set(label === undefined ? {} : { [label]: value }, amount);
    },
  });
}

async function readWithTimeout(read: GaugeReader): Promise<Readonly<Record<string, number>> | undefined> {
  try {
    return await waitWithTimeout(Promise.resolve(read()), READ_TIMEOUT_MS);
  } catch {
    return undefined;
  }
}
