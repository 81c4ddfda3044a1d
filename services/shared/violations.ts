import { type FieldViolation, invalidArgument } from './errors.js';

/** Maximum number of reported violations: a longer list would not fit into a gRPC trailer. */
const MAX_VIOLATIONS = 40;

/** Collects the wrong fields of a request. */
export class Violations {
  readonly list: FieldViolation[] = [];
  #dropped = 0;

  add(field: string, description: string): void {
    if (this.list.length < MAX_VIOLATIONS) {
      this.list.push({ field, description });
      return;
    }
    this.#dropped++;
    this.list[MAX_VIOLATIONS] = { field: 'more', description: `${this.#dropped} further wrong fields` };
  }

  /** @throws DezenasError INVALID_ARGUMENT with the whole list, unless it is empty. */
  throwIfAny(): void {
    if (this.list.length > 0) throw invalidArgument(this.list);
  }

  /** Returns a view of this list that adds `subject` in front of each description. */
  about(subject: string): Violations {
    const view = new Violations();
    view.add = (field, description) => this.add(field, `${subject}: ${description}`);
    return view;
  }

  /**
   * Returns the name of an enum value without its prefix, or `UNSPECIFIED` for the zero value. For an unknown value, adds a violation and
   * returns `UNSPECIFIED`.
   */
  checkEnum<T extends string>(field: string, value: string | undefined, prefix: string, known: readonly T[]): T | 'UNSPECIFIED' {
    if (value === undefined || value === `${prefix}UNSPECIFIED`) return 'UNSPECIFIED';
    const name = known.find((candidate) => prefix + candidate === value);
    if (!name) this.add(field, `must be one of ${known.map((candidate) => prefix + candidate).join(', ')}`);
    return name ?? 'UNSPECIFIED';
  }

  /** Adds a violation unless min ≤ value ≤ max. Returns whether the value is in the range. */
  checkRange(field: string, value: number, min: number, max: number): boolean {
    const isInRange = value >= min && value <= max;
    if (!isInRange) this.add(field, `must be ${min} to ${max}, not ${value}`);
    return isInRange;
  }
}
