import type { OnModuleDestroy } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Command, Topology } from '@warren/model';
import type { CheckResult, Readiness } from '@warren/platform';
import { isObservable, lastValueFrom } from 'rxjs';
import type { BrokerClock } from '../../clock/broker-clock';
import type { ConsumingConfig } from '../../handlers/consuming.config';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { AnswerSender } from './answer-sender';
import { CommandConsumer } from './command-consumer';
import { CommandProcessor, type CommandHandler } from './command-processor';
import { matchCommands, type FoundPattern } from './match-commands';
import { RunningCommands } from './running-commands';

/** Options of a process that serves commands. */
export interface CommandServerOptions {
  readonly topology: Topology;
  readonly messaging: MessagingConfig;
  readonly consuming: ConsumingConfig;
  /** Default: this process's clock is right. */
  readonly clock?: Pick<BrokerClock, 'isSkewed'>;
}

/**
 * The transport by which Nest serves commands: it gives each to the method with `@MessagePattern` of
 * its name and answers with what that returns or throws. It speaks the form of Nest's own RabbitMQ
 * transport, and does not share its habits (docs/adr/0011).
 */
export class CommandServer extends Server implements CustomTransportStrategy, OnModuleDestroy {
  private readonly found: FoundPattern[] = [];
  private readonly running = new RunningCommands();
  private readonly answers: AnswerSender;
  private readonly consumer: CommandConsumer;
  private readonly isServed: boolean;
  private stopped?: Promise<void>;

  constructor(
    private readonly options: CommandServerOptions,
    publisher: ConfirmPublisher,
    readiness: Readiness,
  ) {
    super();
    const { clock, consuming, messaging, topology } = options;
    this.answers = new AnswerSender(messaging, publisher, topology.commands.prefetch);
    const processor = new CommandProcessor(
      topology,
      (command) => this.handlerOf(command),
      this.running,
      this.answers,
      () => clock?.isSkewed ?? false,
    );
    this.consumer = new CommandConsumer(topology, messaging, publisher, {
      onCommand: (message, gone) => processor.process(message, gone),
      onCancel: (messageId, deadline) => this.running.cancel(messageId, deadline),
    });
    this.isServed = consuming.queues?.includes(topology.commands.queue) ?? true;
    readiness.register('commands', () =>
      this.isServed ? this.check() : { ok: true, detail: 'not served here' },
    );
  }

  /** Nest registers every handler here; of two for one pattern it would forget the first. */
  override addHandler(pattern: unknown, callback: MessageHandler, isEvent = false): void {
    this.found.push({ pattern: this.normalizePattern(pattern as string), isEvent });
    super.addHandler(pattern, callback, isEvent);
  }

  /**
   * Begins to serve as soon as the broker is there, without waiting for it. A process whose queues to
   * consume leave the queue of commands out serves none.
   *
   * Calls back with a CommandMismatchError when handlers and commands do not fit.
   */
  listen(callback: (error?: unknown) => void): void {
    try {
      matchCommands(this.options.topology.commands.all, this.found);
    } catch (error) {
      callback(error);
      return;
    }
    if (this.isServed && this.stopped === undefined) {
      this.answers.start();
      this.consumer.start();
    }
    callback();
  }

  /** Begins the stop, in parallel with other parts of the app; `close` waits for it. */
  onModuleDestroy(): void {
    void this.close();
  }

  /**
   * Takes no more commands, lets those that run be done and answered within DRAIN_TIMEOUT_MS, ends the
   * rest, which the broker gives to another worker, and closes.
   */
  close(): Promise<void> {
    this.stopped ??= this.stop();
    return this.stopped;
  }

  /** @throws Error always: it has no events of its own. */
  on(): never {
    throw new Error('this transport reports its state to Readiness, not by events');
  }

  /** @throws Error always: its connection is private. */
  unwrap(): never {
    throw new Error('this transport does not give its connection away');
  }

  private check(): CheckResult {
    const answers = this.answers.check();
    if (answers.ok) return this.consumer.check();
    return { ok: false, detail: `answers cannot be sent: ${answers.detail}` };
  }

  private async stop(): Promise<void> {
    await this.consumer.drain();
    this.running.stop();
    await Promise.all([this.answers.stop(), this.consumer.close()]);
  }

  private handlerOf({ name }: Command): CommandHandler | undefined {
    const handler = this.getHandlerByPattern(name);
    if (handler === null) return undefined;
    return async (data, context) => {
      const result: unknown = await handler(data, context);
      // A filter answers with a stream that fails.
      return isObservable(result) ? lastValueFrom(result, { defaultValue: null }) : result;
    };
  }
}
