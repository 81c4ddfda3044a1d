/** Concatenates bytes in one buffer that is reused for every block, so that a thread that writes megabytes creates little garbage. */
export class ByteCollector {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  /** Removes all bytes and keeps the memory. */
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

  /** Returns a copy with memory of its own, which can be transferred to another thread. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
