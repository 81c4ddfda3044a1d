import { runService } from '../shared/process/run-service.js';
import { readExcelWriterConfig } from './config.js';
import { startExcelWriter } from './service.js';

await runService('excel-writer', readExcelWriterConfig, startExcelWriter);
