import { setTimeout as delay } from 'node:timers/promises';
import { connectivityState } from '@grpc/grpc-js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isReachable } from '../../services/shared/grpc/client/create-client.js';

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }));

/** A client whose connection reports these states one after the other. */
function clientIn(...states: connectivityState[]): Parameters<typeof isReachable>[0] {
  const channel = {
    getConnectivityState: () => states.shift(),
    watchConnectivityState: (_state: connectivityState, _deadline: number, changed: () => void) => changed(),
  };
  return { getChannel: () => channel } as unknown as Parameters<typeof isReachable>[0];
}

describe('isReachable', () => {
  const { IDLE, CONNECTING, READY, TRANSIENT_FAILURE } = connectivityState;
  beforeEach(() => void vi.mocked(delay).mockClear());

  it('waits a moment for the other servers once the first server is connected', async () => {
    expect(await isReachable(clientIn(IDLE, CONNECTING, READY), 1_000)).toBe(true);
    expect(delay).toHaveBeenCalledOnce();
  });

  it('does not wait when the client is connected already', async () => {
    expect(await isReachable(clientIn(READY), 1_000)).toBe(true);
    expect(delay).not.toHaveBeenCalled();
  });

  it('is false, without a wait, when all servers refuse the connection', async () => {
    expect(await isReachable(clientIn(IDLE, CONNECTING, TRANSIENT_FAILURE), 1_000)).toBe(false);
    expect(delay).not.toHaveBeenCalled();
  });
});
