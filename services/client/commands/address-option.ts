import type { Command } from 'commander';
import { parseAddress } from './parse-values.js';

/** Where the orchestrator is. `fallback`: the one used when the option is not given. */
export function addAddressOption(command: Command, description = 'the orchestrator', fallback?: string): Command {
  return command.option('--address <host:port>', description, parseAddress, fallback);
}
