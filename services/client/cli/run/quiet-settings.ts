/** Defaults of services that work for one command: what there is to say the command says itself. */
export const QUIET_SETTINGS = { LOG_LEVEL: 'error', DRAIN_SECONDS: '1' };

/** Such services are for this process alone, whatever the environment says of services that others call. */
export const PRIVATE_SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  TLS_CERT_FILE: '',
  TLS_KEY_FILE: '',
  TLS_CA_FILE: '',
  AUTH_TOKENS_FILE: '',
};
