import { runUntilSignal } from '../../../shared/process/lifecycle.js';
import { startObservedEmbedded } from './embedded.js';

export async function runServe(port: number | undefined): Promise<void> {
  const services = await startObservedEmbedded(port === undefined ? process.env : { ...process.env, PORT: String(port) });
  const { orchestrator, generator, excelWriter, logger } = services;
  // Signals are handled before the addresses are printed, because a script may stop the services as soon as it reads them.
  const stopped = runUntilSignal(services, logger);
  process.stdout.write(`orchestrator  ${orchestrator.address}\ngenerator     ${generator.address}\nexcel-writer  ${excelWriter.address}\n`);
  await stopped;
}
