/** Metrics of every service. */

import { counter, gauge, histogram } from './metric.js';

export const grpcRequests = counter<'service' | 'method' | 'code'>({
  name: 'dezenas_grpc_requests_total',
  help: 'Calls answered, by method and gRPC status code',
  labels: { service: undefined, method: undefined, code: undefined },
});

export const grpcRequestSeconds = histogram<'service' | 'method'>({
  name: 'dezenas_grpc_request_seconds',
  help: 'Time from the start of a call to its end; for a stream, the whole stream',
  labels: { service: undefined, method: undefined },
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600],
});

export const streamStallSeconds = counter({
  name: 'dezenas_stream_stalls_seconds_total',
  help: 'Time that writers of message streams waited for a slower reader',
});

export const taskRetries = counter<'task'>({
  name: 'dezenas_task_retries_total',
  help: 'Tasks retried because their worker thread died or trapped',
  labels: { task: ['chunk', 'block of rows', 'template', 'reading of draws'] },
});

export const certificateExpiry = gauge<'setting'>({
  name: 'dezenas_certificate_expiry_timestamp_seconds',
  help: 'Expiry of the first certificate in a file, in seconds since 1970, by the setting that names the file',
  labels: { setting: ['TLS_CERT_FILE', 'TLS_CA_FILE', 'PEER_CERT_FILE', 'PEER_CA_FILE'] },
});

export const ready = gauge<'check'>({
  name: 'dezenas_ready',
  help: '1 if a readiness check passes, else 0',
  labels: { check: undefined },
});
