import type { ChannelOptions } from '@grpc/grpc-js';
import { isLoopbackAddress } from '../../security/loopback.js';

/** The channel options of a direct connection. By default, grpc-js obeys grpc_proxy, https_proxy, http_proxy and no_proxy, even for loopback. */
export const WITHOUT_PROXY: ChannelOptions = { 'grpc.enable_http_proxy': 0 };

/** Returns the channel options for an address: calls to this machine never go through a proxy. */
export function proxyOptions(address: string): ChannelOptions {
  return isLoopbackAddress(address) ? WITHOUT_PROXY : {};
}
