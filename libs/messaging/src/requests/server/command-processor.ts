import { Logger } from '@nestjs/common';
import type { Command, Topology } from '@warren/model';
import { StrictValidationPipe } from '@warren/platform';
import type { ConsumeMessage } from 'amqplib';
import { CommandContext } from '../command-context';
import { LargeContents, type Content } from '../../decoding/large-contents';
import { PermanentError } from '../../messages/handler-errors';
import type { Answer } from '../wire/answer';
import { answerError, describeError } from '../wire/answer-error';
import { readRequest, type CommandRequest, type ReadRequest } from '../wire/read-request';
import type { AnswerSender } from './answer-sender';
import { INVALID_DATA, InvalidDataError, validateData } from './check-command';
import { EndedError, type RunningCommands } from './running-commands';

/** For how long slow commands with large data keep others waiting for room: those have deadlines. */
const MAX_HELD_MS = 10_000;

/** What Nest makes of a method with `@MessagePattern`, once its result is waited for. */
export type CommandHandler = (data: unknown, context: CommandContext) => Promise<unknown>;

/**
 * Takes one command through its handler and sends the answer. It does not settle the delivery; when
 * `process` resolves, the owner of the channel may ack it (I2).
 */
export class CommandProcessor {
  private readonly logger = new Logger(CommandProcessor.name);
  private readonly pipe = new StrictValidationPipe();
  private readonly contents = new LargeContents(MAX_HELD_MS);
  /** Those under way, so that one whose channel was lost does not run a second time beside itself. */
  private readonly underWay = new Map<string, Promise<void>>();

  /**
   * @param handlerOf finds the handler of a command.
   * @param isClockSkewed whether deadlines of other processes cannot be compared with this clock.
   */
  constructor(
    private readonly topology: Topology,
    private readonly handlerOf: (command: Command) => CommandHandler | undefined,
    private readonly running: RunningCommands,
    private readonly answers: Pick<AnswerSender, 'send'>,
    private readonly isClockSkewed: () => boolean = () => false,
  ) {}

  /**
   * Resolves when the command is answered, or when it needs no answer: its caller has gone, or may
   * not be answered.
   *
   * @param abandoned aborted when the delivery can no longer be settled.
   * @throws Error when the process stopped first, or it was abandoned before it was read: the delivery is
   * to be left to the broker.
   */
  async process(message: ConsumeMessage, abandoned?: AbortSignal): Promise<void> {
    const content = this.contents.open(message, this.topology.commands.queue, abandoned);
    try {
      await this.handle(message, await this.read(message, content));
    } finally {
      content.close();
    }
  }

  private async handle(message: ConsumeMessage, read: ReadRequest): Promise<void> {
    if (read.kind === 'unanswerable') {
      const { messageId, replyTo } = message.properties as {
        messageId?: unknown;
        replyTo?: unknown;
      };
      this.logger.warn({ messageId, replyTo }, `a command was dropped: ${read.reason}`);
      return;
    }
    if (read.kind === 'faulty') {
      const { address, error } = read;
      const about = { messageId: message.properties.messageId as unknown };
      this.logger.warn({ ...about, ...address, code: error.code }, 'a command cannot be read');
      const deadline = Date.now() + this.topology.commands.longestMs;
      return this.answers.send(address, { error }, deadline, about);
    }
    return this.runOnce(read.request);
  }

  /** Its bytes may be compressed; what is wrong with that is answered where its sender can be answered. */
  private async read(message: ConsumeMessage, sent: Content): Promise<ReadRequest> {
    const read = (content: Buffer): ReadRequest =>
      readRequest({ ...message, content }, this.topology, Date.now(), this.isClockSkewed());
    try {
      return read(await sent.read());
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      const empty = read(Buffer.alloc(0));
      return empty.kind === 'faulty'
        ? { ...empty, error: answerError('permanent', error.code, error.message) }
        : empty;
    }
  }

  private async runOnce(request: CommandRequest): Promise<void> {
    const { address, isRedelivered, messageId } = request;
    const key = `${messageId} ${address.correlationId} ${address.replyTo}`;
    const before = isRedelivered ? this.underWay.get(key) : undefined;
    // Its first delivery came on a channel that is gone, and is answered all the same.
    if (before) return before;
    const work = this.answer(request).finally(() => this.underWay.delete(key));
    this.underWay.set(key, work);
    return work;
  }

  private async answer(request: CommandRequest): Promise<void> {
    const { address, deadline, messageId, pattern } = request;
    const about = { messageId, command: pattern };
    const answer = await this.resultOf(request);
    if (answer === undefined) return this.logger.log(about, 'cancelled');
    try {
      await this.answers.send(address, answer, deadline, about);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      this.logger.error({ ...about, err: error }, 'the answer of a command cannot be sent');
      await this.answers.send(address, { error: describeError(toCause(error)) }, deadline, about);
    }
    if ('error' in answer) this.logger.log({ ...about, code: answer.error.code }, 'not done');
    else this.logger.log(about, 'done');
  }

  /** What is to be answered; `undefined` when the caller has gone. */
  private async resultOf(request: CommandRequest): Promise<Answer | undefined> {
    const { deadline, messageId, pattern } = request;
    if (this.running.wasCancelled(messageId)) return undefined;
    if (deadline <= Date.now()) {
      return { error: answerError('expired', 'expired', 'it came after its deadline') };
    }
    const command = this.topology.commands.all.find(({ name }) => name === pattern);
    const handler = command && this.handlerOf(command);
    if (handler === undefined) {
      const words = 'no handler takes this command';
      return { error: answerError('unknown_command', 'unknown_command', words) };
    }
    try {
      const data = await validateData(this.pipe, command as Command, request.data);
      const response = await this.running.run(messageId, deadline, (signal) =>
        handler(data, contextOf(request, signal)),
      );
      return { response };
    } catch (error) {
      return this.failureOf(error, request);
    }
  }

  private failureOf(error: unknown, { messageId, pattern }: CommandRequest): Answer | undefined {
    if (error instanceof InvalidDataError) {
      return { error: answerError('permanent', INVALID_DATA, error.message) };
    }
    if (error instanceof EndedError) {
      if (error.why === 'stopped') throw error;
      if (error.why === 'cancelled') return undefined;
      return { error: answerError('overdue', 'overdue', 'it was not done by its deadline') };
    }
    const described = describeError(error);
    if (described.kind === 'failed') {
      this.logger.error({ messageId, command: pattern, err: error }, 'a command failed');
    }
    return { error: described };
  }
}

/** Why an answer cannot be sent: its caller should know when it is too much that was asked for. */
function toCause(error: TypeError | RangeError): Error {
  if (error instanceof TypeError) return error;
  return new PermanentError('answer_too_large', error.message, { cause: error });
}

function contextOf(request: CommandRequest, signal: AbortSignal): CommandContext {
  const { address, deadline, messageId, redeliveries } = request;
  return new CommandContext(
    messageId,
    address.correlationId,
    new Date(deadline),
    redeliveries,
    signal,
  );
}
