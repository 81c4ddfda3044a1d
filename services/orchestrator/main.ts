import { runService } from '../shared/process/run-service.js';
import { readOrchestratorConfig } from './config.js';
import { startOrchestrator } from './service.js';
import { handleFailedCommits } from './storage/lmdb/workarounds/failed-commits.js';

handleFailedCommits();
await runService('orchestrator', readOrchestratorConfig, startOrchestrator);
