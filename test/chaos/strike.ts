import { setTimeout as delay } from 'node:timers/promises';
import type { Member } from '../support/cluster/cluster.js';
import type { PlannedFault } from './plan-faults.js';

/** Most members with an active fault at the same time. */
const MAX_ACTIVE_FAULTS = 3;

/**
 * Injects the faults, which may overlap, and resolves when all members are running again. `before` is awaited before each fault; `say` prints a
 * line for each fault.
 */
export async function strike(plan: PlannedFault[], before: (index: number) => Promise<void>, say: (line: string) => void): Promise<void> {
  const active = new Map<Member, Promise<void>>();
  const start = performance.now();
  for (const [index, { afterMs, fault, member, lastsMs }] of plan.entries()) {
    await delay(afterMs);
    // A member has one fault at a time.
    await active.get(member);
    while (active.size >= MAX_ACTIVE_FAULTS) await Promise.race(active.values());
    await before(index);
    const seconds = lastsMs > 0 ? ` for ${(lastsMs / 1000).toFixed(1)} s` : '';
    const at = ((performance.now() - start) / 1000).toFixed(1);
    say(`${at.padStart(7)} s  fault ${String(index + 1).padStart(2)}  ${member.name} is ${fault.done}${seconds}`);
    const recovery = fault
      .strike(member, lastsMs)
      .then(() => member.up())
      .finally(() => active.delete(member));
    // Awaited below; until then a failure must not count as unhandled.
    recovery.catch(() => {});
    active.set(member, recovery);
  }
  await Promise.all(active.values());
}
