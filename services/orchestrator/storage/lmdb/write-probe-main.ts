/** Opens an LMDB folder and closes it. Opening waits for the write lock, so the process ends only after the lock was free. */

import { open } from 'lmdb';
import { DURABLE } from './disk-folder.js';

await open({ path: process.argv[2], ...DURABLE }).close();
