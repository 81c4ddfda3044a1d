import { status as Code, type Metadata } from '@grpc/grpc-js';
import { grpcRequestSeconds, grpcRequests } from '../observability/shared-metrics.js';
import type { SpanAttributes } from '../observability/tracing.js';
import { endCallSpan, startServerSpan } from './trace-calls.js';

export interface ObservedCall {
  /** Runs the handler inside the call's span. */
  run<T>(work: () => T): T;
  end(code?: Code): void;
}

/** Counts and times a call on the server, and traces the call if the caller or this process traces. */
export function observeCall(path: string, metadata: Metadata, attributes: SpanAttributes): ObservedCall {
  const startMs = performance.now();
  const span = startServerSpan(path, metadata, attributes);
  const labels = labelsOf(path);
  return {
    run: (work) => (span ? span.run(work) : work()),
    end: (code = Code.OK) => {
      grpcRequests.add(1, { ...labels, code: Code[code] });
      grpcRequestSeconds.observe((performance.now() - startMs) / 1000, labels);
      if (span) endCallSpan(span, code);
    },
  };
}

/** Counts a call that was refused before a handler ran. */
export function countRefused(path: string, code: Code): void {
  grpcRequests.add(1, { ...labelsOf(path), code: Code[code] });
}

/** Returns the metric labels of a method. Only existing methods get here, so the number of label values is bounded. */
function labelsOf(path: string): { service: string; method: string } {
  const [service, method] = path.slice(1).split('/');
  return { service, method };
}
