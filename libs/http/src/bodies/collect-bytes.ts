import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../problems/problem.error';
import { noRoomForBody, tooLarge, tooManyPieces } from './body-problems';
import type { ByteBudget } from './byte-budget';
import { GrowingBytes } from './growing-bytes';
import { PieceAllowance } from './piece-allowance';

/** What each body may have without asking the others, in bytes. */
const FREE_BYTES = 4_096;

/** A body. `free` gives back what it holds of the shared bytes. */
export interface CollectedBytes {
  readonly error?: undefined;
  readonly bytes: Buffer;
  readonly free: () => void;
}

/**
 * Reads a request's body to its end, and calls back once: with its bytes, which are UTF-8, or with the
 * error: more than `limit` bytes, too many tiny pieces, bytes that are no UTF-8, a client that hung up, or
 * a large body while `shared` has no room. Of a body that is refused nothing is kept.
 */
export function collectBytes(
  request: IncomingMessage,
  { limit, shared }: { readonly limit: number; readonly shared: ByteBudget },
  done: (body: CollectedBytes | { readonly error: ProblemError }) => void,
): void {
  if (Number(request.headers['content-length']) > limit) return done({ error: tooLarge(limit) });
  const collected = new GrowingBytes();
  let allowance: PieceAllowance | undefined;
  let taken = 0;
  let isDone = false;
  const free = (): void => {
    shared.give(taken);
    taken = 0;
  };
  const fail = (error: ProblemError): void => {
    if (isDone) return;
    isDone = true;
    collected.clear();
    free();
    done({ error });
  };
  request.on('data', (piece: Buffer) => {
    if (isDone) return;
    if (collected.length + piece.length > limit) return fail(tooLarge(limit));
    // Most bodies are one piece, for which nothing has to be counted.
    if (collected.length > 0) allowance ??= new PieceAllowance();
    if (allowance?.isExceededBy(piece)) return fail(tooManyPieces());
    const more = Math.max(0, collected.length + piece.length - FREE_BYTES - taken);
    if (!shared.take(more)) return fail(noRoomForBody());
    taken += more;
    collected.append(piece);
  });
  request.on('end', () => {
    if (isDone) return;
    const bytes = collected.take();
    if (!isUtf8(bytes)) return fail(new ProblemError('malformed_json', 'the body is not UTF-8'));
    isDone = true;
    done({ bytes, free });
  });
  request.on('error', (error: Error) => fail(new ProblemError('invalid_request', error.message)));
  request.on('close', () => {
    // Every request closes: an error with its stack for each cost a tenth of the time of a publish.
    if (!isDone) fail(new ProblemError('invalid_request', 'the client hung up'));
  });
  // What comes in this turn is given on then without the buffer of the stream.
  request.read(0);
}
