import { topology } from '@warren/contracts';
import { get, post, startSystem, waitFor, type Answer, type RunningSystem } from '@warren/testing';
import { fittingEvent } from './fitting-event';

export const SCHEDULED = topology.schedule.queue;
/** Far enough ahead to be put off, and soon enough to be waited for. */
export const SOON_MS = 1_200;
export const event = { id: 'e1', tipo: 'LATER', payload: { n: 1 } };

interface Step {
  readonly step: string;
  readonly at: string;
  readonly until?: string;
  readonly where?: string;
  readonly handler?: string;
  readonly outcome?: string;
  readonly durationMs?: number;
  readonly error?: { readonly code: string };
}

interface QueueStory {
  readonly queue: string;
  readonly outcome: string;
  readonly steps: readonly Step[];
}

/** Both apps, and what a client of theirs does to put events off and to see what became of them. */
export class LaterSystem {
  private constructor(private readonly system: RunningSystem) {}

  static async start(): Promise<LaterSystem> {
    return new LaterSystem(await startSystem());
  }

  get gatewayUrl(): string {
    return this.system.gatewayUrl;
  }

  get brokerUrl(): string {
    return this.system.vhost.url;
  }

  /** Publishes an event that fits there, or another one, with these options. */
  publish(
    path: string,
    options: object,
    headers: Record<string, string> = {},
    of: object = fittingEvent(path),
  ): Promise<Answer> {
    return post(`${this.gatewayUrl}${path}`, { ...of, options }, 'application/json', headers);
  }

  /** Asks the worker. */
  ask(path: string): Promise<Answer> {
    return get(`${this.system.workerUrl}${path}`);
  }

  /** The worker's story of a message, once it is processed in all these queues. */
  async storyIn(messageId: unknown, expected: readonly string[]): Promise<QueueStory[]> {
    return waitFor(`${String(messageId)} in ${expected.join(' and ')}`, async () => {
      const story = (await this.ask(`/messages/${String(messageId)}`)).body.queues as QueueStory[];
      const done = story.filter(({ outcome }) => outcome === 'processed').map(({ queue }) => queue);
      return expected.every((queue) => done.includes(queue)) ? story : undefined;
    });
  }

  /** From the gateway to its handler, of an event that is not put off, in milliseconds. */
  async timeWithoutDelay(): Promise<number> {
    const { body } = await this.publish('/direct/info', {});
    const steps = stepsOf(await this.storyIn(body.messageId, ['logs.info']), 'logs.info');
    const [published, run] = ['published', 'attempt'].map((name) =>
      Date.parse(steps.find(({ step }) => step === name)?.at ?? ''),
    );
    return (run ?? NaN) - (published ?? NaN);
  }

  /** Resolves when nothing is in any queue or stage. */
  async untilEmpty(): Promise<void> {
    await waitFor('all queues to be empty', () => this.system.vhost.management.areQueuesEmpty());
  }

  stop(): Promise<void> {
    return this.system.stop();
  }
}

/** The steps of a message in one of the queues that had it. */
export function stepsOf(story: readonly QueueStory[], name: string): readonly Step[] {
  return story.find(({ queue }) => queue === name)?.steps ?? [];
}
