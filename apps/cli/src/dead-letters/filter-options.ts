import type { Query } from '../worker-client';

/** The options that say which dead letters are meant. */
export const filterOptions = {
  queue: { type: 'string' },
  tipo: { type: 'string' },
  cause: { type: 'string' },
  code: { type: 'string' },
  message: { type: 'string' },
  event: { type: 'string' },
  text: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

export type FilterValues = Readonly<Partial<Record<keyof typeof filterOptions, string>>>;

/** The worker's filter for these options. */
export function toFilter({
  cause,
  code,
  event,
  from,
  message,
  queue,
  text,
  tipo,
  to,
}: FilterValues): Query {
  return { queue, tipo, cause, code, messageId: message, id: event, text, from, to };
}
