/** First in, first out. What was taken makes room when all has been. */
export class Queue<T> {
  #items: T[] = [];
  #taken = 0;

  get isEmpty(): boolean {
    return this.#taken === this.#items.length;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  take(): T | undefined {
    const item = this.#items[this.#taken];
    if (item === undefined) return undefined;
    this.#taken += 1;
    if (this.isEmpty) {
      this.#items = [];
      this.#taken = 0;
    }
    return item;
  }
}
