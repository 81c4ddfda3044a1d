import { runService } from '../shared/process/run-service.js';
import { readGeneratorConfig } from './config.js';
import { startGenerator } from './service.js';

await runService('generator', readGeneratorConfig, startGenerator);
