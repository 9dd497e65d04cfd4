import type { Operation } from './operation';
import { toOperationDto } from './operation.dto';
import type { OperationsProjection } from './operations.projection';

const FRAME_MS = 250;
/** A frame that says nothing new, so that proxies keep the connection. */
const IDLE_MS = 10_000;

/**
 * An operation as server-sent events: one at once, four a second at most when something changes, the last one
 * when it is over and the results of all that were redriven are known.
 */
export async function* followOperation(
  operations: Pick<OperationsProjection, 'untilNews'>,
  operation: Operation,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let said = '';
  let saidAt = 0;
  while (!signal.aborted) {
    const text = JSON.stringify(toOperationDto(operation));
    if (text !== said || Date.now() >= saidAt + IDLE_MS) {
      yield `event: progress\ndata: ${text}\n\n`;
      said = text;
      saidAt = Date.now();
    }
    if (operation.isEnded && isAllKnown(operation)) return;
    await operations.untilNews(IDLE_MS, signal);
    const restMs = saidAt + FRAME_MS - Date.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
}

function isAllKnown({ counts, order, isForgotten }: Operation): boolean {
  return (
    order.action !== 'redrive' || isForgotten || counts.succeeded + counts.deadAgain >= counts.done
  );
}
