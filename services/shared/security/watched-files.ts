import { invalidArgument } from '../errors.js';
import { readSmallFile, readSmallFileSync } from './read-small-file.js';

/** The log of reloads and of files that cannot be used. */
export interface ReloadLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** A file and the name of the setting that contains its path. */
export interface NamedFile {
  setting: string;
  file: string;
}

/**
 * A value parsed from files, reloaded when the files change. The contents are polled and compared, because file events miss an update of a
 * mounted secret: Kubernetes replaces a symbolic link, not the file. If the changed files cannot be used, the previous value stays.
 */
export class WatchedFiles<T> {
  readonly #files: NamedFile[];
  readonly #parse: (contents: Buffer[]) => T;
  readonly #listeners = new Set<(value: T) => void>();
  #contents: Buffer[];
  #value: T;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  /** The cause of the last failed read. Undefined after a successful read. */
  #unreadable: string | undefined;

  /** @throws DezenasError INVALID_ARGUMENT when a file cannot be read or `parse` throws. */
  constructor(files: NamedFile[], parse: (contents: Buffer[]) => T) {
    this.#files = files;
    this.#parse = parse;
    this.#contents = files.map(({ setting, file }) => {
      try {
        return readSmallFileSync(file);
      } catch (error) {
        throw invalidArgument([{ field: setting, description: `cannot be read: ${messageOf(error)}` }]);
      }
    });
    try {
      this.#value = parse(this.#contents);
    } catch (error) {
      throw invalidArgument([{ field: files.map(({ setting }) => setting).join(', '), description: messageOf(error) }]);
    }
  }

  get current(): T {
    return this.#value;
  }

  onChange(listener: (value: T) => void): void {
    this.#listeners.add(listener);
  }

  /** Polls for changes until {@link stop}. The timer does not keep the process alive. */
  start(intervalMs: number, logger: ReloadLog): this {
    this.#timer ??= setInterval(() => void this.#refresh(logger), intervalMs).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #refresh(logger: ReloadLog): Promise<void> {
    // Reads of a slow disk must not overlap.
    if (this.#reading) return;
    this.#reading = true;
    const settings = this.#files.map(({ setting }) => setting);
    const fail = (error: unknown, message: string) => logger.error({ settings, cause: messageOf(error) }, message);
    try {
      const contents = await Promise.all(this.#files.map(({ file }) => readSmallFile(file))).catch((error) => {
        // The same cause is logged once, not at every poll.
        if (messageOf(error) !== this.#unreadable) fail(error, 'files cannot be read; the previous values stay in use');
        this.#unreadable = messageOf(error);
      });
      if (!contents) return;
      this.#unreadable = undefined;
      if (contents.every((content, i) => content.equals(this.#contents[i]))) return;
      // The contents are stored before they are parsed, so that unusable contents are reported once.
      this.#contents = contents;
      try {
        this.#value = this.#parse(contents);
      } catch (error) {
        fail(error, 'changed files cannot be used; the previous values stay in use');
        return;
      }
      for (const listener of this.#listeners) listener(this.#value);
      logger.info({ settings }, 'files reloaded');
    } catch (error) {
      fail(error, 'files reloaded, but a part of the service could not apply the new values');
    } finally {
      this.#reading = false;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
