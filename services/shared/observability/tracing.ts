/**
 * OpenTelemetry spans. A tracer is registered by this process, if its settings ask for traces, or by the program that uses the client
 * library. Without a tracer, the functions do nothing, and the API, which takes 40 ms to load, is not loaded.
 */

import { createRequire } from 'node:module';
import type * as OpenTelemetry from '@opentelemetry/api';

type Api = typeof OpenTelemetry;

/** The global in which every copy of version 1 of the API registers the tracer. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');
const TRACER = 'dezenas';

/** W3C trace context: `traceparent` and, if set, `tracestate`. Empty: no trace. */
export type TraceHeaders = Readonly<Record<string, string>>;

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  kind?: 'CLIENT' | 'SERVER' | 'INTERNAL';
  /** The trace context of a parent in another process or of earlier work. Default: the active span. */
  parent?: TraceHeaders;
  attributes?: SpanAttributes;
  /** Milliseconds since 1970. Default: now. */
  startTimeMs?: number;
}

/** A started span. The owner must end it. */
export interface Span {
  /** Runs work with this span as the active span, also after its awaits. */
  run<T>(work: () => T): T;
  /** The trace context that makes this span the parent of spans in another process. */
  readonly headers: TraceHeaders;
  set(attributes: SpanAttributes): void;
  /** Ends the span. `failure` is a short name of the error. */
  end(options?: { failure?: string; endTimeMs?: number }): void;
}

let loaded: Api | undefined;

function api(): Api | undefined {
  // The API is CommonJS, so require() works, and traced code does not have to wait for an import.
  if (!loaded && REGISTERED in globalThis) loaded = createRequire(import.meta.url)('@opentelemetry/api') as Api;
  return loaded;
}

/** Starts a span. Undefined without a registered tracer. */
export function startSpan(name: string, { kind = 'INTERNAL', parent, attributes, startTimeMs }: SpanOptions = {}): Span | undefined {
  const otel = api();
  if (!otel) return undefined;
  const { context, propagation, trace, SpanKind, SpanStatusCode } = otel;
  const outer = parent ? propagation.extract(otel.ROOT_CONTEXT, parent) : context.active();
  const span = trace.getTracer(TRACER).startSpan(name, { kind: SpanKind[kind], attributes, startTime: startTimeMs }, outer);
  const inner = trace.setSpan(outer, span);
  return {
    run: (work) => context.with(inner, work),
    get headers() {
      return headersOf(otel, inner);
    },
    set: (more) => span.setAttributes(more),
    end: ({ failure, endTimeMs } = {}) => {
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
      span.end(endTimeMs);
    },
  };
}

/** Runs work as one span. A failure is recorded in the span and rethrown. */
export async function runInSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const span = startSpan(name, options);
  if (!span) return work();
  try {
    const result = await span.run(work);
    span.end();
    return result;
  } catch (error) {
    span.end({ failure: error instanceof Error ? error.name : 'Error' });
    throw error;
  }
}

/** Returns the trace context of the active span, to be stored with work that runs later or in another process. */
export function activeTraceHeaders(): TraceHeaders {
  const otel = api();
  return otel ? headersOf(otel, otel.context.active()) : {};
}

/** Returns the ids of the active span for a log line. */
export function activeTraceIds(): { trace_id?: string; span_id?: string } {
  const otel = api();
  const active = otel?.trace.getActiveSpan()?.spanContext();
  return active && otel?.isSpanContextValid(active) ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

function headersOf({ propagation }: Api, context: OpenTelemetry.Context): TraceHeaders {
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  return headers;
}
