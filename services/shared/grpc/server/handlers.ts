/**
 * Adapts async functions and generators to grpc-js handlers. A client stream is an async iterable of requests, a server stream an async
 * iterable of answers, cancellation is one AbortSignal, and a thrown {@link DezenasError} becomes the status.
 */

import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type {
  status as Code,
  Deadline,
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  sendUnaryData,
} from '@grpc/grpc-js';
import { cancelledError, DezenasError } from '../../errors.js';
import { runInJob } from '../../observability/job-scope.js';
import type { Logger } from '../../observability/logging.js';
import { callerOf } from '../hardening/call-guard.js';
import { CallerWait } from '../hardening/caller-wait.js';
import { observeCall } from '../observe-calls.js';
import { readRequest } from '../read-requests.js';
import { toStatus } from '../status.js';
import { readMessages, writeMessage } from '../streams.js';
import { JOB_ID_KEY } from '../trace-calls.js';
import { closeStreamAfter } from '../workarounds/open-streams.js';

const REQUEST_ID_KEY = 'x-request-id';
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const JOB_ID = /^[0-9a-f-]{36}$/;

export interface CallContext {
  /** Fires when the caller cancels or disconnects, when the deadline passes, and when {@link end} is called. */
  signal: AbortSignal;
  /** Measures how long the call waits for its caller. */
  wait: CallerWait;
  /** Ends the call with this error. The work of the call must stop when `signal` fires. */
  end(error: DezenasError): void;
  /** The caller's x-request-id, or a random id. */
  requestId: string;
  /** The caller, identified by its token or certificate. Undefined if the server does not authenticate callers. */
  caller: ReturnType<typeof callerOf>;
  logger: Logger;
}

/** How long the caller of a finished call may take to read the unread answers. After its deadline, a caller expects no answer. */
const READ_AFTER_DEADLINE_MS = 1_000;
const READ_AFTER_END_MS = 10_000;
const READ_AFTER_ANSWER_MS = 120_000;

type AnyCall = EventEmitter & { metadata: Metadata; getPath(): string; getDeadline(): Deadline };

export function unary<Req, Res>(
  logger: Logger,
  handler: (request: Req, context: CallContext) => Promise<Res> | Res,
): handleUnaryCall<Req, Res> {
  return (call, callback) => {
    const { context, run } = openCall(call, logger);
    void run(() => answerOnce(callback, () => handler(readRequest(call.request), context), context));
  };
}

export function serverStream<Req, Res>(
  logger: Logger,
  handler: (request: Req, context: CallContext) => AsyncIterable<Res>,
): handleServerStreamingCall<Req, Res> {
  return (call) => {
    const { context, run } = openCall(call, logger);
    void run(() => answer(call, () => handler(readRequest(call.request), context), context));
  };
}

export function bidiStream<Req, Res>(
  logger: Logger,
  handler: (requests: AsyncIterable<Req>, context: CallContext) => AsyncIterable<Res>,
): handleBidiStreamingCall<Req, Res> {
  return (call) => {
    const { context, run } = openCall(call, logger);
    void run(() => answer(call, () => handler(context.wait.readRequests(readMessages<Req>(call, context.signal)), context), context));
  };
}

export function clientStream<Req, Res>(
  logger: Logger,
  handler: (requests: AsyncIterable<Req>, context: CallContext) => Promise<Res>,
): handleClientStreamingCall<Req, Res> {
  return (call, callback) => {
    const { context, run } = openCall(call, logger);
    void run(() =>
      answerOnce(callback, () => handler(context.wait.readRequests(readMessages<Req>(call, context.signal)), context), context),
    );
  };
}

async function answerOnce<Res>(callback: sendUnaryData<Res>, handler: () => Promise<Res> | Res, context: OpenCall): Promise<void> {
  let response: Res;
  try {
    response = await handler();
  } catch (error) {
    return callback({ ...reportFailure(error, context), name: 'Error', message: '' });
  }
  callback(null, response);
}

async function answer(call: Writable, handler: () => AsyncIterable<unknown>, context: OpenCall): Promise<void> {
  const { wait, signal } = context;
  try {
    for await (const response of handler()) await wait.measure(writeMessage(call, response, signal, wait.trackWrite()));
    call.end();
  } catch (error) {
    // stream.pipeline would end the call without a status, and the client would wait until its deadline.
    call.emit('error', reportFailure(error, context));
  } finally {
    // The call counts as running until a slow caller has taken all answers.
    await wait.waitUntilTaken(signal);
  }
}

interface OpenCall extends CallContext {
  /** Status code of a failed call. Undefined: OK. */
  code?: Code;
}

function openCall(call: AnyCall, logger: Logger): { context: OpenCall; run: (work: () => Promise<void>) => Promise<void> } {
  const controller = new AbortController();
  let finished = false;
  // grpc-js also emits 'cancelled' after a normal end.
  call.on('cancelled', () => {
    if (!finished) controller.abort(cancelledError('the caller cancelled or its deadline passed'));
  });
  const requestId = readMetadata(call, REQUEST_ID_KEY, REQUEST_ID) ?? randomUUID();
  const job = readMetadata(call, JOB_ID_KEY, JOB_ID);
  const path = call.getPath();
  const caller = callerOf(call.metadata);
  const details = { requestId, method: path, ...(caller && { caller: caller.name }) };
  const deadlineMs = Number(call.getDeadline());
  // grpc-js reports a passed deadline only to a caller that reads.
  if (Number.isFinite(deadlineMs)) closeStreamAfter(deadlineMs - Date.now() + READ_AFTER_DEADLINE_MS, call.metadata);
  const context: OpenCall = {
    signal: controller.signal,
    wait: new CallerWait(),
    end: (error) => {
      controller.abort(error);
      closeStreamAfter(READ_AFTER_END_MS, call.metadata);
    },
    requestId,
    caller,
    logger: logger.child(details),
  };
  return {
    context,
    run: async (work) => {
      const observed = observeCall(path, call.metadata, { 'dezenas.request_id': requestId });
      try {
        await observed.run(() => (job ? runInJob(job, work) : work()));
      } catch (err) {
        // An error while sending the answer must not end the process.
        context.logger.error({ err }, 'the answer to a call could not be sent');
        closeStreamAfter(0, call.metadata);
      }
      finished = true;
      observed.end(context.code);
      closeStreamAfter(READ_AFTER_ANSWER_MS, call.metadata);
    },
  };
}

function readMetadata({ metadata }: AnyCall, key: string, pattern: RegExp): string | undefined {
  const [value] = metadata.get(key);
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** Logs the failure of a call and returns its status. */
function reportFailure(thrown: unknown, call: OpenCall) {
  const { logger, signal } = call;
  // If the call was aborted, the abort reason is the cause, and the thrown error is its effect.
  const error = signal.aborted ? signal.reason : thrown;
  if (signal.aborted && error.code === 'CANCELLED') logger.debug('call cancelled');
  else if (!(error instanceof DezenasError) || error.code === 'INTERNAL') logger.error({ err: error }, 'call failed');
  else logger.info({ code: error.code, reason: error.reason }, 'call refused');
  const status = toStatus(error);
  call.code = status.code;
  return status;
}
