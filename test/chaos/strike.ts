import { setTimeout as delay } from 'node:timers/promises';
import type { Member } from '../support/cluster/cluster.js';
import type { PlannedFault } from './plan-faults.js';

/** Members that suffer at once, at most. */
const MOST_AT_ONCE = 3;

/**
 * Has the faults happen, one beginning while others last, and resolves when all members run again. `before` is awaited before each; `say` gets a
 * line for each.
 */
export async function strike(plan: PlannedFault[], before: (index: number) => Promise<void>, say: (line: string) => void): Promise<void> {
  const suffering = new Map<Member, Promise<void>>();
  const start = performance.now();
  for (const [index, { afterMs, fault, member, lastsMs }] of plan.entries()) {
    await delay(afterMs);
    // A member suffers one thing at a time.
    await suffering.get(member);
    while (suffering.size >= MOST_AT_ONCE) await Promise.race(suffering.values());
    await before(index);
    const seconds = lastsMs > 0 ? ` for ${(lastsMs / 1000).toFixed(1)} s` : '';
    const at = ((performance.now() - start) / 1000).toFixed(1);
    say(`${at.padStart(7)} s  fault ${String(index + 1).padStart(2)}  ${member.name} is ${fault.done}${seconds}`);
    const over = fault
      .strike(member, lastsMs)
      .then(() => member.up())
      .finally(() => suffering.delete(member));
    // Awaited below; until then a failure must not count as unhandled.
    over.catch(() => {});
    suffering.set(member, over);
  }
  await Promise.all(suffering.values());
}
