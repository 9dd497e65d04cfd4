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

/** Publishes to a gateway all the time, whatever it answers, until it is stopped. */
export class SteadyPublishing {
  readonly answers: Answered[] = [];
  private isOver = false;
  private readonly lanes: Promise<void[]>;

  constructor(
    private readonly url: string,
    private readonly event: object,
  ) {
    this.lanes = Promise.all(Array.from({ length: LANES }, () => this.publish()));
  }

  get confirmed(): readonly Answered[] {
    return this.answers.filter(({ status }) => status === 202);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.lanes;
  }

  private async publish(): Promise<void> {
    for (; !this.isOver; await wait(20)) {
      const started = performance.now();
      const { status, body } = await post(`${this.url}/send`, this.event);
      const at = performance.now();
      this.answers.push({ status, messageId: String(body.messageId), at, took: at - started });
    }
  }
}
