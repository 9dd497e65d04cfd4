import type { LiveRecord } from './live-record';

/** Which records a client wants. Everything that is set must match. */
export interface LiveFilter {
  readonly kinds?: readonly string[];
  readonly queue?: string;
  readonly tipo?: string;
  /** Stands in one of the ids, the tipo, the code or the failure, in upper and lower case as given. */
  readonly text?: string;
}

export function matchesLive(record: LiveRecord, { kinds, queue, text, tipo }: LiveFilter): boolean {
  return (
    (kinds === undefined || kinds.includes(record.kind)) &&
    (queue === undefined || queue === record.queue) &&
    (tipo === undefined || tipo === record.tipo) &&
    (text === undefined || hasText(record, text))
  );
}

function hasText(record: LiveRecord, text: string): boolean {
  const { code, correlationId, deadLetterId, failure, id, messageId, operationId, tipo } = record;
  return [messageId, operationId, id, correlationId, deadLetterId, tipo, code, failure].some(
    (each) => each?.includes(text) === true,
  );
}
