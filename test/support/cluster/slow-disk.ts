/**
 * Loaded before an excel-writer (node --import): after a SIGUSR2 its files take a megabyte a second, for five seconds. Slows what the process
 * appends, and nothing else of it, without the rights that slowing a real disk takes.
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
  // Files have no class to import: one that is open shows it.
  const file = await open('/dev/null');
  const files = Object.getPrototypeOf(file) as FileHandle;
  await file.close();
  const append = files.appendFile;
  files.appendFile = async function (this: FileHandle, data, options) {
    if (performance.now() < slowUntil) await delay((data.length / BYTES_A_SECOND) * 1000);
    await append.call(this, data, options);
  };
}
