/** Keeps what is counted and tells it in Prometheus' text format. Loaded only when a metrics port is asked for. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { waitWithTimeout } from '../async/timeout.js';
import { collectInto, definedMetrics, type GaugeReader, type Metric } from './metric.js';

/** A gauge that is not read so fast is left out: one store that is away must not hide everything else. */
const READ_TIMEOUT_MS = 1_000;

export interface MetricsText {
  readonly contentType: string;
  /** Every metric of this process, now. */
  read(): Promise<string>;
}

let started: MetricsText | undefined;

/** Starts to collect, once for the process: the metrics of its modules, and those of Node (memory, event loop, garbage collection). */
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
  // A service's modules may be loaded later: each look and each count finds what is new.
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

/** A series that is not there is no rate: the ones that are known begin at 0. */
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
      for (const values of await Promise.all([...readers].map(inTime))) {
        for (const [value, amount] of Object.entries(values ?? {})) sums.set(value, (sums.get(value) ?? 0) + amount);
      }
      this.reset();
      // That makes one without labels 0, which nobody has said.
      if (label === undefined) this.remove();
      for (const [value, amount] of sums) this.set(label === undefined ? {} : { [label]: value }, amount);
    },
  });
}

async function inTime(read: GaugeReader): Promise<Readonly<Record<string, number>> | undefined> {
  try {
    return await waitWithTimeout(Promise.resolve(read()), READ_TIMEOUT_MS);
  } catch {
    return undefined;
  }
}
