/**
 * Metrics are data: a module of each service lists its own, and counts with what `counter`, `gauge` and `histogram` give back. Nothing is kept until
 * somebody collects (see prometheus.ts): counting is then one call of an empty function.
 */

/** Values of a label, all of them: a metric has as many series as its labels allow, whatever callers send. */
export type LabelValues = readonly string[];

export interface MetricDefinition<L extends string = string> {
  /** dezenas_<what>_<base unit>; counters end in _total. */
  name: string;
  help: string;
  /** Each label with its values; undefined: those the code has, such as the methods of a service. */
  labels?: Readonly<Record<L, LabelValues | undefined>>;
}

export interface HistogramDefinition<L extends string = string> extends MetricDefinition<L> {
  /** Upper bounds, ascending. */
  buckets: readonly number[];
}

export type Metric =
  | { type: 'counter'; definition: MetricDefinition }
  | { type: 'gauge'; definition: MetricDefinition; readers: Set<GaugeReader> }
  | { type: 'histogram'; definition: HistogramDefinition };

type Labels<L extends string> = { readonly [K in L]: string };

/** What a gauge shows now: a value for each value of its only label; '' when it has none. */
export type GaugeReader = () => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;

/** Takes what is counted. */
export interface Collector {
  add(name: string, labels: Labels<string>, value: number): void;
  observe(name: string, labels: Labels<string>, value: number): void;
}

export interface Counter<L extends string> {
  readonly metric: Metric;
  /** `value` is not negative. */
  add(value: number, labels: Labels<L>): void;
}

export interface Gauge {
  readonly metric: Metric;
  /** Asks `read` whenever somebody looks; values of several readers are added. Returns how to end that. */
  show(read: GaugeReader): () => void;
}

export interface Histogram<L extends string> {
  readonly metric: Metric;
  observe(value: number, labels: Labels<L>): void;
}

const defined: Metric[] = [];
let collector: Collector | undefined;

/** The metrics of this process: those of the modules it has loaded. */
export function definedMetrics(): readonly Metric[] {
  return defined;
}

/** From now on what is counted goes to the collector. */
export function collectInto(given: Collector): void {
  collector = given;
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
