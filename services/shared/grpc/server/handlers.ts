/**
 * Handlers as async functions and generators: requests of a client stream arrive as an async iterable, answers of a
 * server stream leave as one, cancellation is one AbortSignal, and a thrown {@link DezenasError} becomes the status.
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
import { cancelled, DezenasError } from '../../errors.js';
import { inJob } from '../../observability/job-scope.js';
import type { Logger } from '../../observability/logging.js';
import { callerOf } from '../hardening/call-guard.js';
import { CallerWait } from '../hardening/caller-wait.js';
import { observeCall } from '../observe-calls.js';
import { readRequest } from '../read-requests.js';
import { toStatus } from '../status.js';
import { readMessages, writeMessage } from '../streams.js';
import { JOB_ID_KEY } from '../trace-calls.js';
import { closeStreamIn } from '../workarounds/open-streams.js';

const REQUEST_ID_KEY = 'x-request-id';
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/;
const JOB_ID = /^[0-9a-f-]{36}$/;

export interface CallContext {
  /** Fires when the caller cancels, goes away or its deadline passes, and with {@link end}. */
  signal: AbortSignal;
  wait: CallerWait;
  /** Ends the call with this error. */
  end(error: DezenasError): void;
  /** The caller's x-request-id, or a new one. */
  requestId: string;
  /** Who calls, by its token or certificate; undefined where nobody is asked. */
  caller: ReturnType<typeof callerOf>;
  logger: Logger;
}

/** Until the caller of a call that is over has read what it was told: past its deadline it expects nothing. */
const AFTER_DEADLINE_MS = 1_000;
const AFTER_END_MS = 10_000;
const AFTER_ANSWER_MS = 120_000;

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
    void run(() => answer(call, () => handler(context.wait.reading(readMessages<Req>(call, context.signal)), context), context));
  };
}

/** A client stream with one answer. */
export function clientStream<Req, Res>(
  logger: Logger,
  handler: (requests: AsyncIterable<Req>, context: CallContext) => Promise<Res>,
): handleClientStreamingCall<Req, Res> {
  return (call, callback) => {
    const { context, run } = openCall(call, logger);
    void run(() => answerOnce(callback, () => handler(context.wait.reading(readMessages<Req>(call, context.signal)), context), context));
  };
}

async function answerOnce<Res>(callback: sendUnaryData<Res>, handler: () => Promise<Res> | Res, context: OpenCall): Promise<void> {
  let response: Res;
  try {
    response = await handler();
  } catch (error) {
    return callback({ ...report(error, context), name: 'Error', message: '' });
  }
  callback(null, response);
}

async function answer(call: Writable, handler: () => AsyncIterable<unknown>, context: OpenCall): Promise<void> {
  const { wait, signal } = context;
  try {
    for await (const response of handler()) await wait.during(writeMessage(call, response, signal, wait.wrote()));
    call.end();
  } catch (error) {
    // Not stream.pipeline: it would end the call without a status and leave the client waiting for its deadline.
    call.emit('error', report(error, context));
  } finally {
    // It is answered when its caller has the answer, however slowly it reads.
    await wait.taken(signal);
  }
}

interface OpenCall extends CallContext {
  /** What the call ends with, when not with OK. */
  code?: Code;
}

function openCall(call: AnyCall, logger: Logger): { context: OpenCall; run: (work: () => Promise<void>) => Promise<void> } {
  const controller = new AbortController();
  let finished = false;
  // grpc-js also emits 'cancelled' after a normal end.
  call.on('cancelled', () => {
    if (!finished) controller.abort(cancelled('the caller cancelled or its deadline passed'));
  });
  const requestId = given(call, REQUEST_ID_KEY, REQUEST_ID) ?? randomUUID();
  const job = given(call, JOB_ID_KEY, JOB_ID);
  const path = call.getPath();
  const caller = callerOf(call.metadata);
  const details = { requestId, method: path, ...(caller && { caller: caller.name }) };
  const deadlineMs = Number(call.getDeadline());
  // grpc-js tells of it only where the caller reads.
  if (Number.isFinite(deadlineMs)) closeStreamIn(deadlineMs - Date.now() + AFTER_DEADLINE_MS, call.metadata);
  const context: OpenCall = {
    signal: controller.signal,
    wait: new CallerWait(),
    end: (error) => {
      controller.abort(error);
      closeStreamIn(AFTER_END_MS, call.metadata);
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
        await observed.run(() => (job ? inJob(job, work) : work()));
      } catch (err) {
        // What an answer cannot be sent for must not end the process.
        context.logger.error({ err }, 'a call could not be answered');
        closeStreamIn(0, call.metadata);
      }
      finished = true;
      observed.end(context.code);
      closeStreamIn(AFTER_ANSWER_MS, call.metadata);
    },
  };
}

function given({ metadata }: AnyCall, key: string, pattern: RegExp): string | undefined {
  const [value] = metadata.get(key);
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

function report(thrown: unknown, call: OpenCall) {
  const { logger, signal } = call;
  // What ended the call says why; what its work then threw is the echo.
  const error = signal.aborted ? signal.reason : thrown;
  if (signal.aborted && error.code === 'CANCELLED') logger.debug('call cancelled');
  else if (!(error instanceof DezenasError) || error.code === 'INTERNAL') logger.error({ err: error }, 'call failed');
  else logger.info({ code: error.code, reason: error.reason }, 'call refused');
  const status = toStatus(error);
  call.code = status.code;
  return status;
}
