import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Environment, integer, readConfig, serverSettings } from '../shared/config/read-config.js';
import { checkExposure, checkMetricsHost } from '../shared/security/check-exposure.js';
import { internalSettings } from '../shared/security/internal-token.js';

const schema = z.object({
  ...serverSettings,
  ...internalSettings,
  PORT: integer(0, 65_535).default(50_052),
  /** Worker threads, each with its own instance of the core. */
  GENERATOR_THREADS: integer(1, 256).default(availableParallelism()),
  /** Connections older than this are asked to reconnect, so that new replicas are found. */
  MAX_CONNECTION_AGE_SECONDS: integer(1, 86_400).default(30),
});

export type GeneratorConfig = z.infer<typeof schema>;

/** @throws DezenasError INVALID_ARGUMENT listing every wrong variable. */
export function readGeneratorConfig(environment: Environment = process.env): GeneratorConfig {
  const config = readConfig(schema, environment);
  checkExposure(config, ['INTERNAL_TOKEN_FILE', 'INTERNAL_TOKEN']);
  checkMetricsHost(config);
  return config;
}
