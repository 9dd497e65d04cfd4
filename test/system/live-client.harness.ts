/** An event of a stream of server-sent events. */
export interface LiveEvent {
  readonly type: string;
  readonly id?: number;
  readonly data: {
    readonly records?: readonly { readonly offset: number; readonly messageId: string }[];
    readonly counts?: Readonly<Record<string, number>>;
    readonly skipped?: number;
  };
}

/** The events of `GET /live`, until the connection ends or the signal is aborted. */
export async function* readLive(
  url: string,
  signal: AbortSignal,
  lastEventId?: number,
): AsyncGenerator<LiveEvent> {
  const headers: Record<string, string> =
    lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  const { body, status } = await fetch(url, { headers, signal });
  if (status !== 200 || !body) throw new Error(`${url} answered ${status}`);
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) yield parse(event);
  }
}

function parse(event: string): LiveEvent {
  const fields = new Map(
    event.split('\n').map((line) => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)] as const;
    }),
  );
  const id = fields.get('id');
  return {
    type: fields.get('event') ?? 'message',
    ...(id !== undefined && { id: Number(id) }),
    data: JSON.parse(fields.get('data') ?? '{}') as LiveEvent['data'],
  };
}
