import type { FieldViolation } from '../../shared/errors.js';

/** Longer lists help nobody and would not fit a gRPC trailer. */
const MAX_VIOLATIONS = 40;

/** Collects every wrong field of a request. */
export class Violations {
  readonly list: FieldViolation[];
  #dropped = 0;

  constructor(others: FieldViolation[] = []) {
    this.list = [...others];
  }

  add(field: string, description: string): void {
    if (this.list.length < MAX_VIOLATIONS) {
      this.list.push({ field, description });
      return;
    }
    this.#dropped++;
    this.list[MAX_VIOLATIONS] = { field: 'more', description: `${this.#dropped} further wrong fields` };
  }

  /** Adds a violation unless min ≤ value ≤ max; says whether it holds. */
  checkRange(field: string, value: number, min: number, max: number): boolean {
    const holds = value >= min && value <= max;
    if (!holds) this.add(field, `must be ${min} to ${max}, not ${value}`);
    return holds;
  }
}
