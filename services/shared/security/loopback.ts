const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost)$/;

/** Returns whether only this machine can reach the host. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}

/** Returns whether a channel to this address (host:port, dns:///host:port, unix:path) stays on this machine. */
export function isLoopbackAddress(address: string): boolean {
  if (/^unix:|^unix-abstract:/.test(address)) return true;
  return isLoopbackHost(address.replace(/^(dns|ipv4|ipv6):\/{0,3}/, '').replace(/:\d+$/, ''));
}
