/** Measures how long zlib alone takes to compress the XML of a workbook's games, and the compressed size. */

import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { deflateRawSync } from 'node:zlib';
import { openPromise } from 'yauzl';

const THREADS = 2;
/** Size of the pieces; zlib is fastest at about this size. */
const PIECE_BYTES = 2 ** 20;

interface Task {
  xml: SharedArrayBuffer;
  length: number;
  thread: number;
}

export interface ZlibRun {
  seconds: number;
  bytes: number;
}

/** Compresses the XML on two threads. Measurement begins after both threads have started. */
export async function measureZlib(xml: SharedArrayBuffer, length: number, level: number): Promise<ZlibRun> {
  const threads = Array.from({ length: THREADS }, (_, thread) => {
    return new Worker(new URL(import.meta.url), { workerData: { xml, length, thread } satisfies Task });
  });
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  const start = performance.now();
  const sizes = threads.map(async (thread) => {
    thread.postMessage(level);
    return (await once(thread, 'message'))[0] as number;
  });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const seconds = (performance.now() - start) / 1000;
  await Promise.all(threads.map((thread) => thread.terminate()));
  return { seconds, bytes };
}

/** Reads the XML of an entry of a workbook's ZIP archive. */
export async function readPart(workbook: string, name: string): Promise<{ xml: SharedArrayBuffer; length: number }> {
  const zip = await openPromise(workbook, { autoClose: false });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue;
    const xml = new SharedArrayBuffer(entry.uncompressedSize);
    const bytes = new Uint8Array(xml);
    let at = 0;
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      bytes.set(piece as Buffer, at);
      at += (piece as Buffer).length;
    }
    zip.close();
    return { xml, length: at };
  }
  throw new Error(`the workbook has no ${name}`);
}

if (!isMainThread) {
  const { xml, length, thread } = workerData as Task;
  const bytes = new Uint8Array(xml, 0, length);
  parentPort?.on('message', (level: number) => {
    let size = 0;
    for (let at = thread * PIECE_BYTES; at < length; at += THREADS * PIECE_BYTES) {
      size += deflateRawSync(bytes.subarray(at, at + PIECE_BYTES), { level }).length;
    }
    parentPort?.postMessage(size);
  });
  parentPort?.postMessage('ready');
}
