import type { Member } from '../support/cluster/cluster.js';
import type { Random } from '../support/data/random.js';
import { FAULTS, type Fault } from './faults.js';

const MIN_GAP_MS = 500;
const MAX_GAP_MS = 4_500;

export interface PlannedFault {
  /** Delay after the start of the previous fault. */
  afterMs: number;
  fault: Fault;
  member: Member;
  lastsMs: number;
}

/** Plans a sequence of faults. The same seed gives the same sequence, in which each kind of fault occurs in proportion to its weight. */
export function planFaults(count: number, members: Member[], random: Random): PlannedFault[] {
  const possible = FAULTS.filter((fault) => victimsOf(fault, members).length > 0);
  const plan: PlannedFault[] = [];
  let bag: Fault[] = [];
  while (plan.length < count) {
    if (bag.length === 0) bag = possible.flatMap((fault) => Array<Fault>(fault.weight).fill(fault));
    const [fault] = bag.splice(random.below(bag.length), 1);
    const victims = victimsOf(fault, members);
    plan.push({
      afterMs: random.between(MIN_GAP_MS, MAX_GAP_MS),
      fault,
      member: victims[random.below(victims.length)],
      lastsMs: random.between(...fault.lastsMs),
    });
  }
  return plan;
}

function victimsOf({ services, needs }: Fault, members: Member[]): Member[] {
  return members.filter((member) => services.includes(member.service) && (needs === undefined || member[needs] !== undefined));
}
