/** Bytes one after the other, collected again and again in the same memory: a thread that makes megabytes a block leaves no garbage. */
export class ByteCollector {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  /** Starts again with nothing. */
  clear(): void {
    this.#length = 0;
  }

  append(bytes: Uint8Array): void {
    const end = this.#length + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
  }

  /** A copy of what was collected, in memory of its own that can be handed over to another thread. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
