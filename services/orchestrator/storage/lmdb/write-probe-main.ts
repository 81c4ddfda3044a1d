/** Opens an LMDB folder, which waits for the write lock, and ends. */

import { open } from 'lmdb';
import { DURABLE } from './disk-folder.js';

await open({ path: process.argv[2], ...DURABLE }).close();
