/** Traces calls on both sides. The client sends its span as the parent in the metadata (W3C trace context). */

import { status as Code, InterceptingCall, type Interceptor, type Metadata } from '@grpc/grpc-js';
import { type Span, type SpanAttributes, startSpan, type TraceHeaders } from '../observability/tracing.js';

/** Metadata key of the id of the job that a call works for. Both sides log the id. */
export const JOB_ID_KEY = 'x-job-id';

const TRACE_HEADERS = ['traceparent', 'tracestate'];

/** Creates a span for each call of a client, from the start to the status. */
export const traceCall: Interceptor = (options, nextCall) => {
  const path = options.method_definition.path;
  const span = startSpan(spanName(path), { kind: 'CLIENT', attributes: callAttributes(path) });
  // The type of an interceptor is too narrow: it may return the call that `nextCall` creates.
  if (!span) return nextCall(options) as InterceptingCall;
  return new InterceptingCall(nextCall(options), {
    start: (metadata, _listener, next) => {
      for (const [name, value] of Object.entries(span.headers)) metadata.set(name, value);
      next(metadata, {
        onReceiveStatus: (status, nextStatus) => {
          endCallSpan(span, status.code);
          nextStatus(status);
        },
      });
    },
  });
};

/** Starts the span of a call on the server. */
export function startServerSpan(path: string, metadata: Metadata, attributes: SpanAttributes): Span | undefined {
  return startSpan(spanName(path), {
    kind: 'SERVER',
    parent: traceHeadersOf(metadata),
    attributes: { ...callAttributes(path), ...attributes },
  });
}

export function endCallSpan(span: Span, code: Code): void {
  span.set({ 'rpc.grpc.status_code': code });
  span.end(code === Code.OK ? {} : { failure: Code[code] });
}

function traceHeadersOf(metadata: Metadata): TraceHeaders {
  const headers: Record<string, string> = {};
  for (const name of TRACE_HEADERS) {
    const [value] = metadata.get(name);
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

function spanName(path: string): string {
  return path.slice(1);
}

function callAttributes(path: string): SpanAttributes {
  const [service, method] = spanName(path).split('/');
  return { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
}
