/** Defaults of services that work for one command: what there is to say the command says itself. */
export const QUIET_SETTINGS = { LOG_LEVEL: 'error', DRAIN_SECONDS: '1' };
