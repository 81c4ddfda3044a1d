import { runService } from '../shared/process/run-service.js';
import { readOrchestratorConfig } from './config.js';
import { startOrchestrator } from './service.js';

await runService('orchestrator', readOrchestratorConfig, startOrchestrator);
