import type { paths } from '../../api/schema';
import type { QueryState } from '../../page/use-query-state';

type ListQuery = NonNullable<paths['/messages']['get']['parameters']['query']>;

/** What is asked of `GET /messages`, its counts and its histogram. */
export type MessageFilters = Omit<ListQuery, 'before' | 'limit' | 'fields' | 'format'>;

/** Filters whose value is a text, by their names in the API and in the address. */
export const TEXT_FILTERS = [
  ...(['queue', 'tipo', 'id', 'messageId', 'correlationId', 'traceId', 'exchange'] as const),
];
const MAX_FIELDS = 8;
const NAMED = new RegExp(`^(${TEXT_FILTERS.join('|')}):\\s*(.+)$`);
const FIELD = /^payload\..+?(!=|<=|>=|=|<|>).+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The conditions on the payload: one a line, because a value may have any other sign in it. */
export function splitFields(fields: string | undefined): string[] {
  return (fields ?? '').split('\n').filter((each) => each !== '');
}

export function joinFields(fields: readonly string[]): string | undefined {
  return [...new Set(fields)].slice(0, MAX_FIELDS).join('\n') || undefined;
}

/** What the address asks of the API. Without an outcome it is every message. */
export function readFilters(state: QueryState): MessageFilters {
  const named = [...TEXT_FILTERS, 'text', 'from', 'to'] as const;
  const given = named.filter((name) => state[name]).map((name) => [name, state[name]]);
  const field = splitFields(state['field']);
  return {
    ...(Object.fromEntries(given) as MessageFilters),
    ...(field.length > 0 && { field }),
    outcome: (state['outcome'] ?? 'any') as ListQuery['outcome'],
  };
}

/** What somebody typed: `tipo: PAID`, `payload.total>=99` and the id of a message are filters, the rest is searched for. */
export function readTyped(typed: string, state: QueryState): QueryState {
  const text = typed.trim();
  const [, name, value] = NAMED.exec(text) ?? [];
  if (name) return { text: undefined, [name]: value };
  if (FIELD.test(text)) {
    return { text: undefined, field: joinFields([...splitFields(state['field']), text]) };
  }
  if (UUID.test(text)) return { text: undefined, messageId: text };
  return { text: text || undefined };
}

/** As the query of an address of the API. */
export function writeQuery(filters: MessageFilters & { format: string }): string {
  const pairs = Object.entries(filters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each)]),
  );
  return new URLSearchParams(pairs).toString();
}

/** The cursor of the older page in a Link header. */
export function readCursor(link: string | null): number | undefined {
  const [, before] = /[?&]before=(\d+)[^>]*>;\s*rel="next"/.exec(link ?? '') ?? [];
  return before === undefined ? undefined : Number(before);
}
