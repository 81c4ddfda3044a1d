import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Environment, integer, port, readConfig, replicaSettings, serverSettings } from '../shared/config/read-config.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';

export const generatorSettings = z.object({
  ...serverSettings,
  ...replicaSettings,
  ...internalSettings,
  PORT: port(50_052),
  GENERATOR_THREADS: integer(1, 256)
    .default(availableParallelism())
    .meta({ description: 'Worker threads. Each has its own instance of the core.', unset: 'one per CPU core' }),
});

export type GeneratorConfig = z.infer<typeof generatorSettings>;

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readGeneratorConfig(environment: Environment = process.env): GeneratorConfig {
  const config = readConfig(generatorSettings, environment);
  checkExposure(config, ['INTERNAL_TOKEN_FILE', 'INTERNAL_TOKEN']);
  checkMetricsHost(config);
  return config;
}
