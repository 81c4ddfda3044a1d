const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|::1|\[::1\]|localhost)$/;

/** True for a host that only this machine reaches. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}

/** True for an address of a channel (host:port, dns:///host:port, unix:path) that does not leave this machine. */
export function isLoopbackAddress(address: string): boolean {
  if (/^unix:|^unix-abstract:/.test(address)) return true;
  return isLoopbackHost(address.replace(/^(dns|ipv4|ipv6):\/{0,3}/, '').replace(/:\d+$/, ''));
}
