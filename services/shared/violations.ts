import { type FieldViolation, invalidArgument } from './errors.js';

/** Longer lists help nobody and would not fit a gRPC trailer. */
const MAX_VIOLATIONS = 40;

/** Collects every wrong field of a request. */
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

  /** The same list; what is added here says first what it is about. */
  about(what: string): Violations {
    const about = new Violations();
    about.add = (field, description) => this.add(field, `${what}: ${description}`);
    return about;
  }

  /**
   * The name without its prefix, `UNSPECIFIED` for the zero value. A number the proto does not know is a violation and
   * reads as `UNSPECIFIED`.
   */
  checkEnum<T extends string>(field: string, value: string | undefined, prefix: string, known: readonly T[]): T | 'UNSPECIFIED' {
    if (value === undefined || value === `${prefix}UNSPECIFIED`) return 'UNSPECIFIED';
    const name = known.find((candidate) => prefix + candidate === value);
    if (!name) this.add(field, `must be one of ${known.map((candidate) => prefix + candidate).join(', ')}`);
    return name ?? 'UNSPECIFIED';
  }

  /** Adds a violation unless min ≤ value ≤ max; says whether it holds. */
  checkRange(field: string, value: number, min: number, max: number): boolean {
    const holds = value >= min && value <= max;
    if (!holds) this.add(field, `must be ${min} to ${max}, not ${value}`);
    return holds;
  }
}
