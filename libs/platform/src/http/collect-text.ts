import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from './problem.error';

/**
 * Reads a request's body to its end, and calls back once: with the text, or with why it is not to be
 * had (more than `limit` bytes, bytes that are no UTF-8, or a client that is gone). What is over the
 * limit is not kept.
 */
export function collectText(
  request: IncomingMessage,
  limit: number,
  done: (error: ProblemError | undefined, text: string) => void,
): void {
  if (Number(request.headers['content-length']) > limit) return done(tooLarge(limit), '');
  let pieces: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const finish = (error: ProblemError | undefined, text: string): void => {
    if (isDone) return;
    isDone = true;
    pieces = [];
    done(error, text);
  };
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    size += piece.length;
    if (size > limit) finish(tooLarge(limit), '');
    else pieces.push(piece);
  });
  request.on('end', () => {
    const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    if (isUtf8(bytes)) finish(undefined, bytes.toString('utf8'));
    else finish(new ProblemError('malformed_json', 'the body is not UTF-8'), '');
  });
  request.on('error', (error: Error) =>
    finish(new ProblemError('invalid_request', error.message), ''),
  );
}

function tooLarge(limit: number): ProblemError {
  return new ProblemError('body_too_large', `the body is larger than ${limit} bytes`);
}
