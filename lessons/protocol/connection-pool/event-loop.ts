/** What a page does, one thing after the other. A synchronous XHR stops all of it until it is over. */
export class EventLoop {
  #stopped = false;
  /** What was to be done in the meantime, in order. */
  #due: (() => void)[] = [];

  get stopped(): boolean {
    return this.#stopped;
  }

  /** At once, or when what stops the page is over. */
  do(task: () => void): void {
    if (this.#stopped) this.#due.push(task);
    else task();
  }

  stop(): void {
    this.#stopped = true;
  }

  resume(): void {
    const due = this.#due;
    this.#stopped = false;
    this.#due = [];
    // One of them may stop the page again.
    for (const task of due) this.do(task);
  }
}
