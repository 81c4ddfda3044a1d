import { readOrchestratorConfig } from '../../orchestrator/config.js';
import { runUntilSignal } from '../../shared/lifecycle.js';
import { createLogger } from '../../shared/logging.js';
import { startEmbedded } from '../embedded.js';

export async function runServe(port: number | undefined): Promise<void> {
  const environment = port === undefined ? process.env : { ...process.env, PORT: String(port) };
  const logger = createLogger('dezenas', readOrchestratorConfig(environment).LOG_LEVEL);
  const services = await startEmbedded(environment);
  process.stdout.write(
    [
      `orchestrator  ${services.orchestrator.address}`,
      `generator     ${services.generator.address}`,
      `excel-writer  ${services.excelWriter.address}`,
      '',
    ].join('\n'),
  );
  await runUntilSignal(services, logger);
}
