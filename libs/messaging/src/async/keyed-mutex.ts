/**
 * Keeps work on the same thing from running twice at once in this process: the broker can deliver a
 * message again while its first delivery, whose channel was lost, is still being handled.
 */
export class KeyedMutex {
  private readonly running = new Map<string, Promise<unknown>>();

  /** Runs the work when no other work under this key runs. Settles as the work does. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    // Seldom is there another, and then it is worth a wait.
    return this.running.has(key) ? this.runAfterOthers(key, work) : this.start(key, work);
  }

  private async runAfterOthers<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let other = this.running.get(key); other; other = this.running.get(key)) {
      await other.catch(() => undefined);
    }
    return this.start(key, work);
  }

  private start<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = work();
    this.running.set(key, running);
    const forget = (): void => void this.running.delete(key);
    running.then(forget, forget);
    return running;
  }
}
