import { onTestFinished } from 'vitest';

/** Collects the warnings that Node.js emits until the end of the test. */
export function collectWarnings(): Error[] {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => void process.off('warning', onWarning));
  return warnings;
}
