import { setTimeout as delay } from 'node:timers/promises';
import type { Member, ServiceName } from '../support/cluster/cluster.js';

/** A kind of fault of a cluster member. */
export interface Fault {
  /** What the log says about the member: "generator 1 is <done>". */
  done: string;
  services: ServiceName[];
  /** How often this fault is planned, relative to a fault of weight 1. */
  weight: number;
  /** Shortest and longest duration. */
  lastsMs: [number, number];
  /** A method that a member must have to be a victim of this fault. */
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
  { done: 'stopped by SIGTERM', services: SERVICES, weight: 2, lastsMs: [0, 0], strike: (member) => member.terminate() },
  { done: 'replaced', services: ['generator'], weight: 1, lastsMs: [0, 0], strike: (member) => member.replace() },
  { done: 'paused', services: SERVICES, weight: 3, lastsMs: [1_000, 6_000], strike: pause },
  // Longer than the 10 s after which another orchestrator takes over its jobs.
  { done: 'paused past its lease', services: ['orchestrator'], weight: 1, lastsMs: [11_000, 15_000], strike: pause },
  { done: 'killed', services: ['redis'], weight: 2, lastsMs: [0, 0], strike: (member) => member.kill() },
  // Some of these pauses are longer than the timeout of a caller.
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
    done: 'cut off from the network',
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
