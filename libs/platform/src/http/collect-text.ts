import type { IncomingMessage } from 'node:http';
import { ProblemError } from './problem.error';

const NOTHING = Buffer.alloc(0);

/**
 * Reads a request's body to its end, as UTF-8, and calls back once: with the text and the bytes it
 * came in, or with why it is not to be had (more than `limit` bytes, or a client that is gone). What
 * is over the limit is not kept.
 */
export function collectText(
  request: IncomingMessage,
  limit: number,
  done: (error: ProblemError | undefined, text: string, bytes: Buffer) => void,
): void {
  if (Number(request.headers['content-length']) > limit) return done(tooLarge(limit), '', NOTHING);
  let pieces: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const finish = (error?: ProblemError, bytes: Buffer = NOTHING): void => {
    if (isDone) return;
    isDone = true;
    pieces = [];
    done(error, bytes.toString('utf8'), bytes);
  };
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    size += piece.length;
    if (size > limit) finish(tooLarge(limit));
    else pieces.push(piece);
  });
  request.on('end', () =>
    finish(undefined, pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)),
  );
  request.on('error', (error: Error) => finish(new ProblemError('invalid_request', error.message)));
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('body_too_large', `the body is larger than ${limit} bytes`);
}
