import type { FastifyReply } from 'fastify';
import { sendTexts } from './send-texts';

/**
 * Answers 200 with the lines as NDJSON, each as soon as it is there, and resolves when the first is
 * on its way. No line is asked for while the client does not read; one that stops reading is
 * disconnected.
 *
 * @param gone aborted when the client hangs up before the last line; the source of the lines
 * should stop then.
 * @throws what the lines throw before the first of them: it can still be answered as a problem. What
 * they throw later cuts the answer off, so that no client takes it for whole.
 */
export async function sendLines(
  reply: FastifyReply,
  lines: AsyncIterable<object>,
  gone: AbortController,
): Promise<void> {
  const { raw } = reply;
  const iterator = lines[Symbol.asyncIterator]();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new Error('the client hung up'));
  });
  const first = await iterator.next();
  if (raw.destroyed) gone.abort(new Error('the client hung up'));
  sendTexts(reply.status(200), toTexts(first, iterator));
}

async function* toTexts(
  first: IteratorResult<object>,
  iterator: AsyncIterator<object>,
): AsyncGenerator<string> {
  try {
    for (let next = first; !next.done; next = await iterator.next()) {
      yield `${JSON.stringify(next.value)}\n`;
    }
  } finally {
    await iterator.return?.();
  }
}
