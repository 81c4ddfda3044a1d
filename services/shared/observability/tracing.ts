/**
 * Spans of OpenTelemetry, where somebody wants them: this process by its settings, or the program that uses the client library. Until then the
 * API is not even loaded, which takes 40 ms, and every function here does nothing.
 */

import { createRequire } from 'node:module';
import type * as OpenTelemetry from '@opentelemetry/api';

type Api = typeof OpenTelemetry;

/** Where version 1 of the API keeps what was registered with it, by any copy of it in the process. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');
const TRACER = 'dezenas';

/** W3C trace context: `traceparent` and perhaps `tracestate`. Empty: none. */
export type TraceHeaders = Readonly<Record<string, string>>;

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  kind?: 'CLIENT' | 'SERVER' | 'INTERNAL';
  /** The parent as another process or an earlier time has it; default: the active span. */
  parent?: TraceHeaders;
  attributes?: SpanAttributes;
  /** Milliseconds since 1970; default: now. */
  startTimeMs?: number;
}

/** A span under way; it must be ended. */
export interface Span {
  /** Runs work with this span as the active one, also after its awaits. */
  run<T>(work: () => T): T;
  /** What tells another process that this span is its parent. */
  readonly headers: TraceHeaders;
  set(attributes: SpanAttributes): void;
  /** `failure`: what went wrong, in a word. */
  end(options?: { failure?: string; endTimeMs?: number }): void;
}

let loaded: Api | undefined;

function api(): Api | undefined {
  // Synchronously, because what is traced cannot wait: the API is CommonJS.
  if (!loaded && REGISTERED in globalThis) loaded = createRequire(import.meta.url)('@opentelemetry/api') as Api;
  return loaded;
}

/** Undefined when nobody traces. */
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

/** Work as one span; one that fails says so. */
export async function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
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

/** The active span, to be kept with work that is done later or elsewhere. */
export function traceHeaders(): TraceHeaders {
  const otel = api();
  return otel ? headersOf(otel, otel.context.active()) : {};
}

/** What a log line says of the active span. */
export function traceIds(): { trace_id?: string; span_id?: string } {
  const otel = api();
  const active = otel?.trace.getActiveSpan()?.spanContext();
  return active && otel?.isSpanContextValid(active) ? { trace_id: active.traceId, span_id: active.spanId } : {};
}

function headersOf({ propagation }: Api, context: OpenTelemetry.Context): TraceHeaders {
  const headers: Record<string, string> = {};
  propagation.inject(context, headers);
  return headers;
}
