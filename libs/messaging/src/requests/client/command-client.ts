import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { type Topology, WarrenError } from '@warren/model';
import { Readiness } from '@warren/platform';
import { settleWithin } from '../../async/settle-within';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { MessageTooLargeError } from '../../amqp/confirms/message-limit';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { RefusedError } from '../../messages/publish-errors';
import { TOPOLOGY } from '../../topology/topology.token';
import { decodeAnswer } from '../wire/answer';
import { writeCancel, writeCommand } from '../wire/write-command';
import { CommandRecord } from './command-record';
import { NoAnswerError, NoWorkerError, toCommandProblem } from './command-problems';
import { RequestChannel } from './request-channel';
import { WaitingCallers, type CommandResult, type WaitingCaller } from './waiting-callers';

/**
 * Asks for commands: `send(name, new CommandRecord(data))` gives the answer, or fails with a
 * WarrenError. It promises an end: an answer, or an error at the deadline at the latest. It buffers
 * nothing and tries nothing again. Who unsubscribes before takes the command back.
 */
@Injectable()
export class CommandClient
  extends ClientProxy
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(CommandClient.name);
  private readonly callers = new WaitingCallers();
  private readonly channel: RequestChannel;
  private isStopping = false;

  constructor(
    @Inject(TOPOLOGY) private readonly topology: Topology,
    private readonly config: MessagingConfig,
    @Inject(ConfirmPublisher) private readonly publisher: Pick<ConfirmPublisher, 'send'>,
    readiness: Readiness,
  ) {
    super();
    this.channel = new RequestChannel(config, {
      onAnswer: (correlationId, body) => this.take(correlationId, body),
      onLost: () => this.abandon('the connection on which the answer would come is lost'),
    });
    readiness.register('requests', () => this.channel.check());
  }

  onApplicationBootstrap(): void {
    this.channel.start();
  }

  /** Asks no more, and lets the answers that are waited for come, up to the drain timeout. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await settleWithin(this.callers.idle(), this.config.drainTimeoutMs);
    this.abandon('the process that asked stops');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Waits for nothing: a command that cannot be sent is refused at once. */
  connect(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.channel.close();
  }

  /** @throws Error always: its connection is private. */
  unwrap(): never {
    throw new Error('this client does not give its connection away');
  }

  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const data: unknown = packet.data;
    const record = data instanceof CommandRecord ? data : new CommandRecord(data as object);
    const { messageId, timeoutMs } = record;
    const resolve = (result: CommandResult): void =>
      callback('error' in result ? { err: result.error } : { ...result, isDisposed: true });
    const { refusal } = this;
    if (refusal !== undefined) {
      resolve({ error: new RefusedError(messageId, refusal) });
      return () => undefined;
    }
    const deadline = Date.now() + timeoutMs;
    const caller = this.callers.add(messageId, resolve);
    caller.limit(timeoutMs, () => ({
      error: new NoAnswerError(messageId, `no answer within ${timeoutMs} ms`, caller.isSent),
    }));
    void this.transmit(caller, () =>
      writeCommand(
        { ...record, pattern: String(packet.pattern), deadline },
        this.topology.commands,
        Date.now(),
      ),
    );
    return () => this.forget(caller, deadline);
  }

  /** @throws Error always: what needs no answer is an event. */
  protected dispatchEvent(): Promise<never> {
    return Promise.reject(new Error('a command has an answer: use send, or publish an event'));
  }

  private get refusal(): string | undefined {
    if (this.isStopping) return 'this process stops';
    if (this.callers.size >= this.topology.commands.waitingLimit) {
      return 'too many commands already wait for their answers';
    }
    return this.channel.refusal;
  }

  /** Never rejects. */
  private async transmit(caller: WaitingCaller, write: () => OutgoingMessage): Promise<void> {
    const { messageId } = caller;
    const end = (error: Error): void => {
      if (this.callers.isWaiting(caller)) caller.settle({ error });
    };
    try {
      const workers = await this.channel.countConsumers(this.topology.commands.queue);
      if (!this.callers.isWaiting(caller)) return;
      if (workers === 0) return end(new NoWorkerError(messageId));
      const message = write();
      caller.isSent = true;
      const outcome = await this.channel.send(message);
      // Of `unknown` the answer, the lost channel or the deadline says more.
      if (outcome.kind === 'unroutable') end(new NoWorkerError(messageId));
      else if (outcome.kind === 'refused') end(new RefusedError(messageId, outcome.reason));
    } catch (error) {
      caller.isSent = false;
      end(toUnsent(messageId, error));
    }
  }

  private take(correlationId: unknown, body: Buffer): void {
    const caller = this.callers.find(String(correlationId));
    // Decoded for a caller only: an answer may have megabytes, and any client may send one.
    const answer = caller && decodeAnswer(body);
    if (caller === undefined || answer === undefined) {
      // It came after its deadline, a second time, or is none.
      this.logger.debug({ correlationId }, 'an answer without a waiting caller was dropped');
      return;
    }
    caller.settle(
      'error' in answer
        ? { error: toCommandProblem(caller.messageId, answer.error) }
        : { response: answer.response },
    );
  }

  private abandon(reason: string): void {
    for (const caller of this.callers.sent()) {
      caller.settle({ error: new NoAnswerError(caller.messageId, reason, true) });
    }
  }

  /** Nest calls this at the end of every subscription, also of one that was answered. */
  private forget(caller: WaitingCaller, deadline: number): void {
    if (!this.callers.isWaiting(caller)) return;
    caller.leave();
    if (!caller.isSent) return;
    const cancel = writeCancel(
      { messageId: caller.messageId, deadline },
      this.topology.commands,
      Date.now(),
    );
    // When it does not arrive, the command is done in vain.
    void this.publisher.send(cancel).catch((error: unknown) => {
      this.logger.debug({ err: error, messageId: caller.messageId }, 'a cancel was not sent');
    });
  }
}

/** Nothing was sent: the connection is down, or the data cannot be written. */
function toUnsent(messageId: string, error: unknown): WarrenError {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof MessageTooLargeError) {
    return new WarrenError('too_large', `the command cannot be sent: ${reason}`, { messageId });
  }
  return error instanceof TypeError || error instanceof RangeError
    ? new WarrenError('invalid_request', `the command cannot be sent: ${reason}`, { messageId })
    : new RefusedError(messageId, reason);
}
