import { setTimeout as wait } from 'node:timers/promises';
import { post } from '@warren/testing';

/** How many requests are under way at a time. */
export const LANES = 4;

interface Answered {
  readonly status: number;
  readonly messageId: string;
  /** When the answer came and how long it took, in milliseconds. */
  readonly at: number;
  readonly took: number;
}

/** Publishes to gateways all the time, also while they refuse, until it is stopped. */
export class SteadyPublishing {
  readonly answers: Answered[] = [];
  private isOver = false;
  private readonly lanes: Promise<void[]>;

  constructor(
    /** Of the gateways, each with as many lanes as the others. */
    urls: readonly string[],
    private readonly event: object,
    private readonly path = '/send',
  ) {
    const lanes = Array.from({ length: LANES }, (_, n) =>
      this.publish(urls[n % urls.length] ?? ''),
    );
    this.lanes = Promise.all(lanes);
  }

  get confirmed(): readonly Answered[] {
    return this.answers.filter(({ status }) => status === 202);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
  }

  private async publish(url: string): Promise<void> {
    for (; !this.isOver; await wait(20)) {
      const started = performance.now();
      const { status, body } = await post(`${url}${this.path}`, this.event);
      const at = performance.now();
      this.answers.push({ status, messageId: String(body.messageId), at, took: at - started });
    }
  }
}

/** What a pause may take on a slow machine, beside its longest one before. */
const SLOW_MACHINE_FACTOR = 3;

/**
 * Expects that no pause between two of these times is longer than `maxMs`, beside the longest one among
 * the times of `control`, which are from before.
 */
export function expectShortPauses(
  what: string,
  times: readonly number[],
  control: readonly number[],
  maxMs: number,
): void {
  const [longest, before] = [longestGap(times), longestGap(control)];
  const figures = `${Math.round(longest)} ms, before ${Math.round(before)} ms`;
  console.log(`longest pause between two ${what} of the load: ${figures}`);
  expect(longest).toBeLessThan(maxMs + SLOW_MACHINE_FACTOR * before);
}

/** The longest time between two of these times, in milliseconds. */
function longestGap(times: readonly number[]): number {
  const sorted = [...times].sort((one, other) => one - other);
  return Math.max(0, ...sorted.slice(1).map((at, n) => at - (sorted[n] ?? at)));
}
