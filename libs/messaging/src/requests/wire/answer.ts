import type { AnswerError } from './answer-error';
import { readError } from './answer-error';

/** What a command came to. */
export type Answer = { readonly response: unknown } | { readonly error: AnswerError };

/** The answer as Nest's own RabbitMQ clients read it. @throws TypeError when it is not JSON. */
export function encodeAnswer(answer: Answer, correlationId: string): Buffer {
  const packet = 'error' in answer ? { err: answer.error } : { response: answer.response ?? null };
  return Buffer.from(JSON.stringify({ ...packet, isDisposed: true, id: correlationId }));
}

/** The answer in these bytes, also one of a stock server of Nest; `undefined` when it is none. */
export function decodeAnswer(content: Buffer): Answer | undefined {
  try {
    const packet = JSON.parse(content.toString()) as Record<string, unknown> | null;
    if (packet === null || typeof packet !== 'object') return undefined;
    if (packet.err !== undefined && packet.err !== null) return { error: readError(packet.err) };
    return { response: packet.response ?? null };
  } catch {
    return undefined;
  }
}
