/** Opens a folder of LMDB as jobs are, and stops in the middle of a write. */

import { open } from 'lmdb';
import { DURABLE } from '../../../services/orchestrator/storage/lmdb/disk-folder.js';

const root = open({ path: process.argv[2], ...DURABLE });
await root.put('written', true);
root.transactionSync(() => process.kill(process.pid, 'SIGSTOP'));
