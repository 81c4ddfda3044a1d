/** An orchestrator that also reports its memory after garbage collection to its parent process; see orchestrator-process.ts. */

import { readOrchestratorConfig } from '../../../services/orchestrator/config.js';
import { startOrchestrator } from '../../../services/orchestrator/service.js';
import { createLogger } from '../../../services/shared/observability/logging.js';
import { installWorkarounds } from '../process/install-workarounds.js';
import { collectGarbage } from '../process/used-memory.js';

installWorkarounds();
const config = readOrchestratorConfig();
const server = await startOrchestrator(config, createLogger('orchestrator', config.LOG_LEVEL));
process.on('message', async () => {
  await collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.send?.({ address: server.address });
