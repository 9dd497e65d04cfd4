import { findExceededJsonBound, headers as names, type Topology } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import secureJson from 'secure-json-parse';
import { redeliveriesOf } from '../../decoding/read-delivery';
import { answerError, type AnswerError } from './answer-error';
import { isReplyAddress } from './reply-address';

/** Where an answer goes, and by what the caller knows it. */
export interface ReplyAddress {
  readonly replyTo: string;
  readonly correlationId: string;
}

/** A command as it arrived. */
export interface CommandRequest {
  readonly address: ReplyAddress;
  /** The caller's message id; without one, its correlation id. */
  readonly messageId: string;
  readonly pattern: string;
  readonly data: unknown;
  /** When the caller stops waiting, milliseconds since 1970. */
  readonly deadline: number;
  /** How often the broker delivered it before, without an answer. */
  readonly redeliveries: number;
  /** Whether this delivery is not its first. */
  readonly isRedelivered: boolean;
}

/** What a delivery from the queue of commands is. */
export type ReadRequest =
  | { readonly kind: 'request'; readonly request: CommandRequest }
  /** It cannot be read, and its caller can be informed. */
  | { readonly kind: 'faulty'; readonly address: ReplyAddress; readonly error: AnswerError }
  /** It names no caller, or none that may be answered. */
  | { readonly kind: 'unanswerable'; readonly reason: string };

/** As they were sent, unchecked. */
interface SentProperties {
  readonly correlationId?: unknown;
  readonly messageId?: unknown;
  readonly replyTo?: unknown;
}

/** The code of a command whose bytes cannot be read. */
export const MALFORMED = 'malformed_command';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a delivery; anything that a client sent is read without error. Pure.
 *
 * @param isClockSkewed then the time it was given counts from now: the broker drops what waited longer.
 */
export function readRequest(
  message: ConsumeMessage,
  topology: Topology,
  now: number,
  isClockSkewed = false,
): ReadRequest {
  const { content, fields, properties } = message;
  const { correlationId, messageId, replyTo } = properties as SentProperties;
  if (!isReplyAddress(replyTo, topology)) {
    return { kind: 'unanswerable', reason: 'its reply address is none that may be answered' };
  }
  if (!isId(correlationId)) return { kind: 'unanswerable', reason: 'it has no correlation id' };
  const address = { replyTo, correlationId };
  const packet = parse(content);
  if (packet === undefined) {
    const reason = 'the body is not a JSON object with a pattern';
    return { kind: 'faulty', address, error: answerError('permanent', MALFORMED, reason) };
  }
  return {
    kind: 'request',
    request: {
      address,
      messageId: isId(messageId) ? messageId : correlationId,
      ...packet,
      deadline: readDeadline(properties.headers ?? {}, topology, now, isClockSkewed),
      redeliveries: redeliveriesOf(message),
      isRedelivered: fields.redelivered,
    },
  };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parse(content: Buffer): { pattern: string; data: unknown } | undefined {
  const packet = readCommandJson(content) as Record<string, unknown> | null | undefined;
  return typeof packet?.pattern === 'string'
    ? { pattern: packet.pattern, data: packet.data }
    : undefined;
}

/** What the bytes of a command mean; undefined for those that no worker parses. */
export function readCommandJson(content: Buffer): unknown {
  try {
    const text = decoder.decode(content);
    if (findExceededJsonBound(text) !== undefined) return undefined;
    // It refuses what would change an object's prototype.
    return secureJson.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One that is missing or too far away is as far away as the topology allows. */
function readDeadline(
  headers: Readonly<Record<string, unknown>>,
  { commands }: Topology,
  now: number,
  isClockSkewed: boolean,
): number {
  const { [names.deadline]: sent, [names.publishedAt]: publishedAt } = headers;
  const latest = now + commands.longestMs;
  if (!isTime(sent)) return latest;
  const deadline = isClockSkewed && isTime(publishedAt) ? now + (sent - publishedAt) : sent;
  return Math.min(deadline, latest);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}
