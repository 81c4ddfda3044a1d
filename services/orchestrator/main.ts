import { runService } from '../shared/run-service.js';
import { readOrchestratorConfig } from './config.js';
import { startOrchestrator } from './service.js';

await runService('orchestrator', readOrchestratorConfig, startOrchestrator);
