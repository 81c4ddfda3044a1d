export type ServiceName = 'orchestrator' | 'generator' | 'excel-writer' | 'redis';

/** A process of a cluster, with the faults that a test can inject. A process that ends is restarted with the same settings. */
export interface Member {
  /** The name, such as "generator 2". */
  readonly name: string;
  readonly service: ServiceName;
  /** Ends the process with SIGKILL. */
  kill(): Promise<void>;
  /** Ends the process with SIGTERM, so that it drains. */
  terminate(): Promise<void>;
  /** Replaces the process by a new one without its state. */
  replace(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Resolves when the process is running. */
  up(): Promise<void>;
  /** Limits the disk to one megabyte a second for some seconds. */
  slowDisk?(): Promise<void>;
  /** Disconnects the process from the network of the cluster until `mend`. */
  cut?(): Promise<void>;
  mend?(): Promise<void>;
}

/** A running cluster of services. */
export interface Cluster {
  readonly members: Member[];
  /** Current addresses of the orchestrators. An orchestrator may have another address after a restart. */
  addresses(): Promise<string[]>;
  /** Names of the files in the workbook store, finished or not. */
  workbookFiles(): Promise<string[]>;
  /** Returns the last log lines of a member. */
  log(member: Member): Promise<string[]>;
  stop(): Promise<void>;
}
