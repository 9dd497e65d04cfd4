import type { IncomingMessage } from 'node:http';
import { tooManyPieces } from './body-problems';
import { GrowingBytes } from './growing-bytes';
import { PieceAllowance } from './piece-allowance';

/** Reading the request pauses while this many bytes wait to be consumed. */
const MAX_WAITING = 131_072;

/**
 * A request's body as it arrives: what comes in one turn of the event loop is one block, in however many
 * pieces it came. Reads no faster than the blocks are taken.
 *
 * @throws ProblemError too many tiny pieces; Error the client hung up.
 */
export async function* joinPieces(request: IncomingMessage): AsyncGenerator<Buffer> {
  const waiting = new GrowingBytes();
  const allowance = new PieceAllowance();
  const flow: { isOver: boolean; failure?: Error } = { isOver: false };
  let wake = (): void => undefined;
  const end = (failure?: Error): void => {
    if (!flow.isOver) Object.assign(flow, { isOver: true, failure });
    wake();
  };
  request.on('data', (piece: Buffer) => {
    if (flow.isOver) return;
    if (allowance.isExceededBy(piece)) return end(tooManyPieces());
    waiting.append(piece);
    if (waiting.length >= MAX_WAITING) request.pause();
    wake();
  });
  request.once('end', () => end());
  request.on('error', end);
  request.once('close', () => end(new Error('the client hung up')));
  try {
    while (!flow.isOver || waiting.length > 0) {
      if (waiting.length > 0) {
        yield waiting.take();
        request.resume();
      } else {
        await new Promise<void>((resolve) => (wake = () => setImmediate(resolve)));
      }
    }
    if (flow.failure) throw flow.failure;
  } finally {
    end();
  }
}
