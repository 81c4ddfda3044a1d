/**
 * Simulates a slow disk for an excel-writer that loads this module with `node --import`: for five seconds after each SIGUSR2, appending to
 * files is limited to one megabyte a second. Nothing else slows down. Slowing a real disk would need root rights.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

const BYTES_A_SECOND = 1_000_000;
const SLOW_MS = 5_000;

if (isMainThread) {
  let slowUntil = 0;
  process.on('SIGUSR2', () => {
    slowUntil = performance.now() + SLOW_MS;
  });
  // Node.js does not export the FileHandle class: get the prototype from an open file.
  const file = await open('/dev/null');
  const files = Object.getPrototypeOf(file) as FileHandle;
  await file.close();
  const append = files.appendFile;
  files.appendFile = async function (this: FileHandle, data, options) {
    if (performance.now() < slowUntil) await delay((data.length / BYTES_A_SECOND) * 1000);
    await append.call(this, data, options);
  };
}
