/**
 * Definitions of metrics. A module of each service defines its metrics with `counter`, `gauge` and `histogram`. Without a collector (see
 * prometheus.ts), values are dropped, and counting costs one function call.
 */

/** All values of a label. The list bounds the number of series, whatever callers send. */
export type LabelValues = readonly string[];

export interface MetricDefinition<L extends string = string> {
  /** dezenas_<what>_<base unit>; counters end in _total. */
  name: string;
  help: string;
  /** Each label with its values. Undefined: the code defines the values, such as the methods of a service. */
  labels?: Readonly<Record<L, LabelValues | undefined>>;
}

export interface HistogramDefinition<L extends string = string> extends MetricDefinition<L> {
  /** Upper bounds of the buckets, ascending. */
  buckets: readonly number[];
}

export type Metric =
  | { type: 'counter'; definition: MetricDefinition }
  | { type: 'gauge'; definition: MetricDefinition; readers: Set<GaugeReader> }
  | { type: 'histogram'; definition: HistogramDefinition };

type Labels<L extends string> = { readonly [K in L]: string };

/** Returns the current value of a gauge for each value of its only label; the key is '' for a gauge without labels. */
export type GaugeReader = () => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;

/** Receives the values of counters and histograms. */
export interface Collector {
  add(name: string, labels: Labels<string>, value: number): void;
  observe(name: string, labels: Labels<string>, value: number): void;
}

export interface Counter<L extends string> {
  readonly metric: Metric;
  /** Adds `value`, which must not be negative. */
  add(value: number, labels: Labels<L>): void;
}

export interface Gauge {
  readonly metric: Metric;
  /** Calls `read` at each collection; the values of several readers are added. Returns a function that removes the reader. */
  show(read: GaugeReader): () => void;
}

export interface Histogram<L extends string> {
  readonly metric: Metric;
  observe(value: number, labels: Labels<L>): void;
}

const defined: Metric[] = [];
let collector: Collector | undefined;

/** Returns the metrics of all modules that the process has loaded. */
export function definedMetrics(): readonly Metric[] {
  return defined;
}

/** Sends all values to this collector from now on. */
export function collectInto(target: Collector): void {
  collector = target;
}

export function counter<L extends string = never>(definition: MetricDefinition<L>): Counter<L> {
  const metric = define({ type: 'counter', definition });
  return { metric, add: (value, labels) => collector?.add(definition.name, labels, value) };
}

export function gauge<L extends string = never>(definition: MetricDefinition<L>): Gauge {
  const readers = new Set<GaugeReader>();
  const metric = define({ type: 'gauge', definition, readers });
  return {
    metric,
    show: (read) => {
      readers.add(read);
      return () => readers.delete(read);
    },
  };
}

export function histogram<L extends string = never>(definition: HistogramDefinition<L>): Histogram<L> {
  const metric = define({ type: 'histogram', definition });
  return { metric, observe: (value, labels) => collector?.observe(definition.name, labels, value) };
}

function define(metric: Metric): Metric {
  defined.push(metric);
  return metric;
}
