/** An orchestrator that also tells its parent how much memory it holds once garbage is gone; see orchestrator-process. */

import { readOrchestratorConfig } from '../../services/orchestrator/config.js';
import { startOrchestrator } from '../../services/orchestrator/service.js';
import { createLogger } from '../../services/shared/logging.js';

const config = readOrchestratorConfig();
const server = await startOrchestrator(config, createLogger('orchestrator', config.LOG_LEVEL));
process.on('message', async () => {
  // Sockets and streams go in steps: what one collection frees lets the next one free more.
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
});
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
process.send?.({ address: server.address });
