/** Defaults of services that work for one command. The command reports results and errors itself. */
export const QUIET_SETTINGS = { LOG_LEVEL: 'error', DRAIN_SECONDS: '1' };

/** Settings that override the environment: no other process may call these services. */
export const PRIVATE_SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  TLS_CERT_FILE: '',
  TLS_KEY_FILE: '',
  TLS_CA_FILE: '',
  AUTH_TOKENS_FILE: '',
};
