/** Reads and writes message streams with backpressure, on both sides of a call. */

import type { Readable, Writable } from 'node:stream';
import { DezenasError, throwIfAborted } from '../errors.js';
import { streamStallSeconds } from '../observability/shared-metrics.js';
import { fromServiceError, isServiceError } from './status.js';

/** After a pause of the process, timers fire before buffered messages arrive. A silent peer is therefore checked again after this delay. */
const RECHECK_MS = 500;

/**
 * Yields the messages of a stream. A slow reader slows the peer. Node.js' own async iterator is not used because it destroys the stream after
 * the last message, and with it the answer of a bidirectional call.
 * @param silenceMs longest wait for a message. Time that the reader spends between two messages does not count.
 * @throws DezenasError when the peer fails the call, the stream closes early, or the peer is silent for too long.
 */
export async function* readMessages<T>(stream: Readable, signal?: AbortSignal, silenceMs?: number): AsyncGenerator<T, void, undefined> {
  let ended = false;
  let closed = false;
  let failure: unknown;
  let wake = () => {};
  const onReadable = () => wake();
  const onEnd = () => {
    ended = true;
    wake();
  };
  const onClose = () => {
    closed = true;
    wake();
  };
  const onError = (error: unknown) => {
    failure = isServiceError(error) ? fromServiceError(error) : error;
    wake();
  };
  const onSilence = () => {
    failure = new DezenasError('UNAVAILABLE', `the peer was silent for ${silenceMs} ms`, { reason: 'PEER_SILENT' });
    wake();
  };
  stream.on('readable', onReadable).on('end', onEnd).on('close', onClose).on('error', onError);
  signal?.addEventListener('abort', onReadable);
  try {
    for (;;) {
      throwIfAborted(signal);
      if (failure !== undefined) throw failure;
      const message: T | null = stream.read();
      if (message !== null) {
        yield message;
        continue;
      }
      if (ended) return;
      if (closed) throw new DezenasError('UNAVAILABLE', 'the peer closed the stream early');
      let silenceTimer: NodeJS.Timeout | undefined;
      const recheck = () => {
        silenceTimer = setTimeout(onSilence, RECHECK_MS);
      };
      if (silenceMs !== undefined) silenceTimer = setTimeout(recheck, silenceMs);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      clearTimeout(silenceTimer);
    }
  } finally {
    signal?.removeEventListener('abort', onReadable);
    // The error listener stays, because an error event without a listener would end the process.
    stream.off('readable', onReadable).off('end', onEnd).off('close', onClose);
  }
}

/**
 * Writes one message and waits until the stream accepts more. A closed sink never drains, so close, error and abort also end the wait.
 * @param onTaken called when the message was passed to the connection, within the peer's flow-control window.
 * @throws DezenasError CANCELLED when the signal fired or the sink is closed.
 */
export async function writeMessage(sink: Writable, message: unknown, signal?: AbortSignal, onTaken?: () => void): Promise<void> {
  throwIfAborted(signal);
  if (sink.destroyed || sink.writableEnded) throw new DezenasError('CANCELLED', 'the peer closed the call');
  if (sink.write(message, onTaken)) return;
  const startMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: unknown) => {
      sink.off('drain', onDrain).off('close', onClose).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = () => settle();
    const onClose = () => settle(new DezenasError('CANCELLED', 'the peer closed the call'));
    const onError = (error: unknown) => settle(isServiceError(error) ? fromServiceError(error) : error);
    const onAbort = () => {
      try {
        throwIfAborted(signal);
      } catch (error) {
        settle(error);
      }
    };
    sink.on('drain', onDrain).on('close', onClose).on('error', onError);
    signal?.addEventListener('abort', onAbort);
  }).finally(() => streamStallSeconds.add((performance.now() - startMs) / 1000, {}));
}
