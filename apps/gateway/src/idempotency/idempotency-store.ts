import { ProblemError } from '@warren/http';

interface Entry {
  readonly fingerprint: string;
  readonly expiresAt: number;
  /** `undefined` while the request runs, and after one whose outcome was not final. */
  answer?: unknown;
  isRunning: boolean;
}

/**
 * Remembers the answers of requests by their idempotency key, so that a repeat gets the same one.
 *
 * Only an answer that was given is final: after an error the key stays bound to its request, and a
 * repeat runs again (with the same message id, since that is derived from the key). Holds at most
 * `capacity` keys beside those whose request runs, each for `ttlMs` milliseconds; a key it no longer knows is safe all the same,
 * because the message id of the repeat is the same.
 */
export class IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly capacity: number,
    private readonly ttlMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Runs `act` for the first request of a key, and gives its answer to the repeats.
   *
   * @param fingerprint stands for the whole request; a repeat must have the same.
   * @throws ProblemError `idempotency_key_reused` for another request under the same key,
   * `idempotency_in_progress` while the first one still runs.
   */
  async run<T>(key: string, fingerprint: string, act: () => Promise<T>): Promise<T> {
    const known = this.find(key);
    if (known) {
      if (known.fingerprint !== fingerprint) throw reused(key);
      if (known.isRunning) throw stillRunning(key);
      if (known.answer !== undefined) return known.answer as T;
    }
    const entry: Entry = { fingerprint, expiresAt: this.now() + this.ttlMs, isRunning: true };
    this.keep(key, entry);
    try {
      const answer = await act();
      entry.answer = answer;
      return answer;
    } finally {
      entry.isRunning = false;
    }
  }

  /** How many keys are held. */
  get size(): number {
    return this.entries.size;
  }

  private find(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    return entry && (entry.isRunning || entry.expiresAt > this.now()) ? entry : undefined;
  }

  private keep(key: string, entry: Entry): void {
    // Deleted first, so that the order of the map is the order of age.
    this.entries.delete(key);
    this.entries.set(key, entry);
    for (const [oldest, { isRunning }] of this.entries) {
      if (this.entries.size <= this.capacity) return;
      if (!isRunning) this.entries.delete(oldest);
    }
  }
}

function reused(key: string): ProblemError {
  return new ProblemError(
    'idempotency_key_reused',
    `the key '${key}' was used for a request with another body or address`,
  );
}

function stillRunning(key: string): ProblemError {
  return new ProblemError(
    'idempotency_in_progress',
    `the first request with the key '${key}' has no answer yet`,
    { retryAfterSeconds: 1 },
  );
}
