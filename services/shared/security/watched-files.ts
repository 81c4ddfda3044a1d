import { invalidArgument } from '../errors.js';
import { readSmallFile, readSmallFileSync } from './read-small-file.js';

/** Where it is said that files were read again, or could not be used. */
export interface ReloadLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** A file by the setting that names it. */
export interface NamedFile {
  setting: string;
  file: string;
}

/**
 * What files say, read again when they change. Contents are compared, not watched for events: mounted secrets are
 * symbolic links that are swapped, of which a watcher of the file hears nothing.
 * A change that cannot be used leaves the value as it was.
 */
export class WatchedFiles<T> {
  readonly #files: NamedFile[];
  readonly #parse: (contents: Buffer[]) => T;
  readonly #listeners = new Set<(value: T) => void>();
  #seen: Buffer[];
  #value: T;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  /** Why they could not be read at the last look. */
  #unreadable: string | undefined;

  /** @throws DezenasError INVALID_ARGUMENT when a file cannot be read or `parse` throws. */
  constructor(files: NamedFile[], parse: (contents: Buffer[]) => T) {
    this.#files = files;
    this.#parse = parse;
    this.#seen = files.map(({ setting, file }) => {
      try {
        return readSmallFileSync(file);
      } catch (error) {
        throw invalidArgument([{ field: setting, description: `cannot be read: ${causeOf(error)}` }]);
      }
    });
    try {
      this.#value = parse(this.#seen);
    } catch (error) {
      throw invalidArgument([{ field: files.map(({ setting }) => setting).join(', '), description: causeOf(error) }]);
    }
  }

  get current(): T {
    return this.#value;
  }

  onChange(listener: (value: T) => void): void {
    this.#listeners.add(listener);
  }

  /** Looks for changes until {@link stop}; keeps no process alive. */
  start(everyMs: number, logger: ReloadLog): this {
    this.#timer ??= setInterval(() => void this.#refresh(logger), everyMs).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #refresh(logger: ReloadLog): Promise<void> {
    // A slow disk must not pile up reads.
    if (this.#reading) return;
    this.#reading = true;
    const settings = this.#files.map(({ setting }) => setting);
    const fail = (error: unknown) =>
      logger.error({ settings, cause: causeOf(error) }, 'changed files cannot be used: what was read before stays');
    try {
      const contents = await Promise.all(this.#files.map(({ file }) => readSmallFile(file))).catch((error) => {
        // Said once, not at every look.
        if (causeOf(error) !== this.#unreadable) fail(error);
        this.#unreadable = causeOf(error);
      });
      if (!contents) return;
      this.#unreadable = undefined;
      if (contents.every((content, i) => content.equals(this.#seen[i]))) return;
      // Also when it cannot be used.
      this.#seen = contents;
      this.#value = this.#parse(contents);
      for (const listener of this.#listeners) listener(this.#value);
      logger.info({ settings }, 'read again');
    } catch (error) {
      fail(error);
    } finally {
      this.#reading = false;
    }
  }
}

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
