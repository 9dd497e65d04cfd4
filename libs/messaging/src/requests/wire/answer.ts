import { findExceededJsonBound } from '@warren/model';
import { answerError, readError, type AnswerError } from './answer-error';

/** What a command came to. */
export type Answer = { readonly response: unknown } | { readonly error: AnswerError };

const OUT_OF_BOUNDS = answerError(
  'failed',
  'command_failed',
  'the answer is nested too deeply, or has too many values',
);

/**
 * The answer as Nest's own RabbitMQ clients read it.
 *
 * @throws TypeError when it is not JSON, or JSON that no reader should parse.
 */
export function encodeAnswer(answer: Answer, correlationId: string): Buffer {
  const packet = 'error' in answer ? { err: answer.error } : { response: answer.response ?? null };
  const json = toJson({ ...packet, isDisposed: true, id: correlationId });
  if (findExceededJsonBound(json) !== undefined) throw new TypeError(OUT_OF_BOUNDS.message);
  return Buffer.from(json);
}

function toJson(packet: object): string {
  try {
    return JSON.stringify(packet);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TypeError(OUT_OF_BOUNDS.message, { cause: error });
  }
}

/**
 * The answer in these bytes, also one of a stock server of Nest; `undefined` when it is none. One beyond
 * the bounds of JSON is an error, so that its caller need not wait for the deadline.
 */
export function decodeAnswer(content: Buffer): Answer | undefined {
  try {
    const text = content.toString();
    if (findExceededJsonBound(text) !== undefined) return { error: OUT_OF_BOUNDS };
    const packet = JSON.parse(text) as Record<string, unknown> | null;
    if (packet === null || typeof packet !== 'object') return undefined;
    if (packet.err !== undefined && packet.err !== null) return { error: readError(packet.err) };
    return { response: packet.response ?? null };
  } catch {
    return undefined;
  }
}
