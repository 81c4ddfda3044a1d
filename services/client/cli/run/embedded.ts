/** Runs all three services in this process, with real gRPC over loopback: the same code as in three processes. */

import { readExcelWriterConfig } from '../../../excel-writer/config.js';
import { startExcelWriter } from '../../../excel-writer/service.js';
import { readGeneratorConfig } from '../../../generator/config.js';
import { startGenerator } from '../../../generator/service.js';
import { readOrchestratorConfig } from '../../../orchestrator/config.js';
import { startOrchestrator } from '../../../orchestrator/service.js';
import { handleFailedCommits } from '../../../orchestrator/storage/lmdb/workarounds/failed-commits.js';
import type { Environment } from '../../../shared/config/read-config.js';
import type { GrpcServer } from '../../../shared/grpc/server/server.js';
import { keepClosingSessionsAlive } from '../../../shared/grpc/workarounds/closing-sessions.js';
import { createLogger, type Logger } from '../../../shared/observability/logging.js';
import { startObservation } from '../../../shared/process/start-observation.js';
import { createToken } from '../../../shared/security/tokens.js';
import type { Stoppable } from '../../../shared/stoppable.js';

export interface EmbeddedServices extends Stoppable {
  logger: Logger;
  orchestrator: GrpcServer;
  generator: GrpcServer;
  excelWriter: GrpcServer;
}

/**
 * Starts generator and excel-writer on free loopback ports, then the orchestrator that calls them.
 * @param environment the settings of all services; HOST and PORT are the orchestrator's.
 * @throws DezenasError INVALID_ARGUMENT listing every wrong setting; the system's error when the port is in use.
 */
export async function startEmbedded(environment: Environment): Promise<EmbeddedServices> {
  installWorkarounds();
  // A random secret lets only the orchestrator of this process call the other two services.
  const internal = { INTERNAL_TOKEN: createToken(), INTERNAL_TOKEN_FILE: '' };
  const inner = { ...environment, ...internal, HOST: '127.0.0.1', PORT: '0', TLS_CERT_FILE: '', TLS_KEY_FILE: '', TLS_CA_FILE: '' };
  const generatorConfig = readGeneratorConfig(inner);
  const writerConfig = readExcelWriterConfig(inner);
  const config = readOrchestratorConfig({ ...environment, ...internal, PEER_CA_FILE: '', PEER_CERT_FILE: '', PEER_KEY_FILE: '' });
  const started: GrpcServer[] = [];
  // The orchestrator stops first, because its jobs need the other services until they end.
  const stop = async () => {
    for (const server of started.toReversed()) await server.stop();
  };
  try {
    const generator = await startGenerator(generatorConfig, createLogger('generator', config.LOG_LEVEL));
    started.push(generator);
    const excelWriter = await startExcelWriter(writerConfig, createLogger('excel-writer', config.LOG_LEVEL));
    started.push(excelWriter);
    const orchestrator = await startOrchestrator(
      { ...config, GENERATOR_ADDRESS: generator.address, EXCEL_WRITER_ADDRESS: excelWriter.address },
      createLogger('orchestrator', config.LOG_LEVEL),
    );
    started.push(orchestrator);
    return { orchestrator, generator, excelWriter, logger: createLogger('dezenas', config.LOG_LEVEL), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts all three services, and their metrics on one port and traces, as the settings say. */
export async function startObservedEmbedded(environment: Environment): Promise<EmbeddedServices> {
  const observation = await startObservation('dezenas', readOrchestratorConfig(environment));
  const started: Stoppable[] = [observation];
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop();
  };
  try {
    const services = await startEmbedded(environment);
    started.push(services);
    observation.show([services.orchestrator, services.generator, services.excelWriter], services.logger);
    return { ...services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts the orchestrator alone, for commands that need no generator and no excel-writer. */
export async function startEmbeddedOrchestrator(environment: Environment): Promise<GrpcServer> {
  installWorkarounds();
  const config = readOrchestratorConfig(environment);
  return startOrchestrator(config, createLogger('orchestrator', config.LOG_LEVEL));
}

/** The same as the mains of the services install. */
function installWorkarounds(): void {
  keepClosingSessionsAlive();
  handleFailedCommits();
}
