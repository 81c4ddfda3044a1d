export type ServiceName = 'orchestrator' | 'generator' | 'excel-writer' | 'redis';

/** A process of a cluster, and what can happen to it. What dies is started again a moment later, as it was. */
export interface Member {
  /** Such as "generator 2". */
  readonly name: string;
  readonly service: ServiceName;
  /** Ends it without a word. */
  kill(): Promise<void>;
  /** Tells it to stop. */
  terminate(): Promise<void>;
  /** Another one takes its place, which knows nothing of it. */
  replace(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Resolves when it runs, again or still. */
  up(): Promise<void>;
  /** Its disk takes a megabyte a second for some seconds. */
  slowDisk?(): Promise<void>;
  /** No word of it reaches the others, and none of theirs reaches it, until it is mended. */
  cut?(): Promise<void>;
  mend?(): Promise<void>;
}

/** The services as processes of their own. */
export interface Cluster {
  readonly members: Member[];
  /** Of its orchestrators, as they are now: those that died may be elsewhere. */
  addresses(): Promise<string[]>;
  /** Names in the workbook store, finished or not. */
  workbookFiles(): Promise<string[]>;
  /** Whatever tells why something went wrong: the last words of a member. */
  log(member: Member): Promise<string[]>;
  stop(): Promise<void>;
}
