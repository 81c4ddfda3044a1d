let passed = 0;
let failed = 0;

/** Runs a check and prints one line with its result and the detail that `work` returns. A failure does not throw. */
export async function check(title: string, work: () => Promise<string | undefined>): Promise<boolean> {
  const began = performance.now();
  try {
    const detail = await work();
    passed++;
    console.log(`ok      ${title}${detail ? `: ${detail}` : ''} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
    return true;
  } catch (error) {
    failed++;
    console.log(`FAILED  ${title}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

export function counts(): { passed: number; failed: number } {
  return { passed, failed };
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, not ${String(expected)}`);
}

/** Polls `ask` until it returns a truthy answer. `what` states the expected condition. */
export async function until<T>(ask: () => Promise<T | undefined | false>, seconds: number, what: string): Promise<T> {
  for (const deadline = performance.now() + seconds * 1000; performance.now() < deadline; ) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`not within ${seconds} s: ${what}`);
}
