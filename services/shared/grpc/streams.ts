/** Reading and writing message streams with backpressure; used on both sides of a call. */

import type { Readable, Writable } from 'node:stream';
import { DezenasError, throwIfAborted } from '../errors.js';
import { streamStallSeconds } from '../observability/shared-metrics.js';
import { fromServiceError, isServiceError } from './status.js';

/** Timers come first when a process goes on that was paused, and what its peer sent meanwhile, or sends as it goes on as well, a moment later. */
const AGAIN_MS = 500;

/**
 * The messages of a stream, pulled one by one: the peer is slowed when nobody asks. Node's own async iterator is not
 * used because it destroys the stream after the last message, and with it the answer of a bidirectional call.
 * @param silenceMs longest wait for a message; a reader that does something else meanwhile is not counted.
 * @throws DezenasError when the peer fails the call, the stream closes before its end, or nothing comes for too long.
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
      if (closed) throw new DezenasError('UNAVAILABLE', 'the peer closed the stream before its end');
      let silent: NodeJS.Timeout | undefined;
      const listenAgain = () => {
        silent = setTimeout(onSilence, AGAIN_MS);
      };
      if (silenceMs !== undefined) silent = setTimeout(listenAgain, silenceMs);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      clearTimeout(silent);
    }
  } finally {
    signal?.removeEventListener('abort', onReadable);
    // The error listener stays: a late error on a stream nobody reads any more must not end the process.
    stream.off('readable', onReadable).off('end', onEnd).off('close', onClose);
  }
}

/**
 * Writes one message and waits until the stream takes more. A dead sink never drains, so close, error and abort end
 * the wait as well.
 * @param taken told when the peer's window and the connection had room for it.
 * @throws DezenasError CANCELLED when the signal fired or the sink is gone.
 */
export async function writeMessage(sink: Writable, message: unknown, signal?: AbortSignal, taken?: () => void): Promise<void> {
  throwIfAborted(signal);
  if (sink.destroyed || sink.writableEnded) throw new DezenasError('CANCELLED', 'the peer has gone');
  if (sink.write(message, taken)) return;
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: unknown) => {
      sink.off('drain', onDrain).off('close', onClose).off('error', onError);
      signal?.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = () => settle();
    const onClose = () => settle(new DezenasError('CANCELLED', 'the peer has gone'));
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
  }).finally(() => streamStallSeconds.add((performance.now() - began) / 1000, {}));
}
