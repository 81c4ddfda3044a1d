/** Opens an LMDB folder with the settings of the job store, and pauses itself during a write. */

import { open } from 'lmdb';
import { DURABLE } from '../../../services/orchestrator/storage/lmdb/disk-folder.js';

const root = open({ path: process.argv[2], ...DURABLE });
await root.put('written', true);
root.transactionSync(() => process.kill(process.pid, 'SIGSTOP'));
