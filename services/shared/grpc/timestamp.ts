/** google.protobuf.Timestamp. */
export interface Timestamp {
  seconds: string | number;
  nanos: number;
}

export function toTimestamp(date: Date): Timestamp {
  const ms = date.getTime();
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1_000_000 };
}

/** Converts a timestamp to a Date, rounded down to milliseconds. */
export function fromTimestamp({ seconds, nanos }: Timestamp): Date {
  return new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));
}
