/** Opens a folder of LMDB, which takes a turn to write, and ends. */

import { open } from 'lmdb';
import { DURABLE } from './disk-folder.js';

await open({ path: process.argv[2], ...DURABLE }).close();
