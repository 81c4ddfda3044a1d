import { setTimeout as delay } from 'node:timers/promises';
import type { Member, ServiceName } from '../support/cluster/cluster.js';

/** One way in which a member of a cluster suffers. */
export interface Fault {
  /** What the log says was done to it. */
  done: string;
  services: ServiceName[];
  /** How many of these there are for one of weight 1. */
  weight: number;
  /** How long it lasts: from, to. */
  lastsMs: [number, number];
  /** Only members that can. */
  needs?: 'slowDisk' | 'cut';
  strike(member: Member, ms: number): Promise<void>;
}

const SERVICES: ServiceName[] = ['orchestrator', 'generator', 'excel-writer'];

async function pause(member: Member, ms: number): Promise<void> {
  await member.pause();
  await delay(ms);
  await member.resume();
}

export const FAULTS: Fault[] = [
  { done: 'killed', services: SERVICES, weight: 6, lastsMs: [0, 0], strike: (member) => member.kill() },
  { done: 'told to stop', services: SERVICES, weight: 2, lastsMs: [0, 0], strike: (member) => member.terminate() },
  { done: 'replaced', services: ['generator'], weight: 1, lastsMs: [0, 0], strike: (member) => member.replace() },
  { done: 'paused', services: SERVICES, weight: 3, lastsMs: [1_000, 6_000], strike: pause },
  // Longer than the 10 s after which another orchestrator takes over what it has.
  { done: 'put to sleep', services: ['orchestrator'], weight: 1, lastsMs: [11_000, 15_000], strike: pause },
  { done: 'killed', services: ['redis'], weight: 2, lastsMs: [0, 0], strike: (member) => member.kill() },
  // Longer than a caller waits for it, at times.
  { done: 'paused', services: ['redis'], weight: 1, lastsMs: [1_000, 12_000], strike: pause },
  {
    done: 'given a slow disk',
    services: ['excel-writer'],
    weight: 1,
    lastsMs: [5_000, 5_000],
    needs: 'slowDisk',
    strike: async (member, ms) => {
      await member.slowDisk?.();
      await delay(ms);
    },
  },
  {
    done: 'cut off',
    services: ['generator', 'excel-writer', 'redis'],
    weight: 3,
    lastsMs: [1_000, 8_000],
    needs: 'cut',
    strike: async (member, ms) => {
      await member.cut?.();
      await delay(ms);
      await member.mend?.();
    },
  },
];
