import { Readiness } from '@warren/platform';
import { TcpProxy, waitFor } from '@warren/testing';
import { connect } from 'amqplib';
import { ConsumingHarness, type HarnessPlace } from '../consuming/consuming.harness';
import { twoQueues, type FirstQueue } from '../consuming/two-queues.harness';
import type { DeadLetteredRecord } from '../messages/journal-record';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { DeadLetterWriter } from './recording/dead-letter-writer';
import { DeadLetterRecorder } from './recording/dead-letter-recorder';
import { RedriverHarness } from './redrive/redriver.harness';

/** The recorder of one process, behind a network that can fail. */
interface Recording {
  readonly recorder: DeadLetterRecorder;
  readonly readiness: Readiness;
  readonly proxy: TcpProxy;
}

/** Consumers, a recorder of their dead letters and what acts on those, as a worker has them. */
export class DeadLettersHarness {
  readonly recordings: Recording[] = [];
  readonly actions: RedriverHarness;

  private constructor(
    readonly consuming: ConsumingHarness,
    private readonly first: FirstQueue,
  ) {
    const { journal, publisher } = consuming;
    this.actions = new RedriverHarness(journal, publisher, twoQueues(first));
  }

  static async start(
    first: FirstQueue = {},
    place: HarnessPlace = {},
  ): Promise<DeadLettersHarness> {
    const harness = new DeadLettersHarness(await ConsumingHarness.start(first, place), first);
    await harness.record();
    return harness;
  }

  /** Starts one more recorder, and resolves when it records. */
  async record(): Promise<Recording> {
    const { journal, publisher, vhost } = this.consuming;
    const proxy = await TcpProxy.start(vhost.url);
    const readiness = new Readiness();
    const config = Object.assign(new MessagingConfig(), { url: proxy.url });
    const { letters } = this.actions;
    const writer = new DeadLetterWriter(journal, publisher, twoQueues(this.first), letters);
    const recorder = new DeadLetterRecorder(journal, publisher, writer, config, readiness);
    recorder.onApplicationBootstrap();
    const recording = { recorder, readiness, proxy };
    this.recordings.push(recording);
    await waitFor('the recorder', () => readiness.report().ready);
    return recording;
  }

  async stop(): Promise<void> {
    for (const { proxy, recorder } of this.recordings) {
      await recorder.beforeApplicationShutdown();
      await proxy.close();
    }
    await this.consuming.stop();
  }

  get recorded(): DeadLetteredRecord[] {
    return this.consuming.journal.all.filter((each) => each.kind === 'dead-lettered');
  }

  /** The records, once there are `count`. */
  async untilRecorded(count: number): Promise<DeadLetteredRecord[]> {
    return waitFor(`${count} dead letters`, () =>
      this.recorded.length >= count ? this.recorded : undefined,
    );
  }

  /**
   * What is left in the dead-letter queue, acked or not: all of it comes to a recorder that takes the
   * place of the others, before what is sent there last.
   */
  async recordedAgain(): Promise<DeadLetteredRecord[]> {
    for (const { recorder } of this.recordings) await recorder.beforeApplicationShutdown();
    const before = this.recorded.length;
    const { channel } = this.consuming;
    channel.publish('dead', 'first', Buffer.from('last'), { messageId: 'last' });
    await channel.waitForConfirms();
    await this.record();
    await waitFor('the last', () => this.recorded.some(({ messageId }) => messageId === 'last'));
    return this.recorded.slice(before).filter(({ messageId }) => messageId !== 'last');
  }

  /** Fetches the next message of the first queue and rejects it; returns whether there was one. */
  async reject(): Promise<boolean> {
    const { channel } = this.consuming;
    const message = await channel.get('first');
    if (message) channel.reject(message, false);
    return message !== false;
  }

  /**
   * Fetches the next message of the first queue and loses the connection. Every version of RabbitMQ
   * counts that against the delivery limit; a nack with requeue counts before 4.3 only.
   */
  async loseDelivery(): Promise<void> {
    const connection = await connect(this.consuming.vhost.url);
    const channel = await connection.createChannel();
    await channel.get('first');
    await connection.close();
  }
}
