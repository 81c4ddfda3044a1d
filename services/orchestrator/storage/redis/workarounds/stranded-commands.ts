/**
 * redis/ioredis#2169: a client that is disconnected between two attempts to connect never settles the commands that wait for the next
 * attempt. A client that was never connected (status `wait`) settles them.
 */

import type { Redis } from 'ioredis';

/** Makes `disconnect`, which must follow, reject the commands that wait for a connection. */
export function failStrandedCommands(redis: Redis): void {
  if (redis.status === 'reconnecting') redis.status = 'wait';
}
