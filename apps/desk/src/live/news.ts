/** Wakes all who wait for something new. */
export class News {
  private listeners = new Set<() => void>();

  announce(): void {
    const woken = [...this.listeners];
    this.listeners.clear();
    for (const wake of woken) wake();
  }

  /** Resolves when it is announced, after this time, or when the signal is aborted. */
  until(withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake(), withinMs);
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.listeners.delete(wake);
        resolve();
      };
      if (signal.aborted) return wake();
      signal.addEventListener('abort', wake);
      this.listeners.add(wake);
    });
  }
}
