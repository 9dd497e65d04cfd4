import { API_ROOT } from '../api/desk-address';

/** One record of the journal, as `GET /live` shows it. */
interface LiveRecord {
  readonly offset: number;
  readonly kind: string;
  readonly at?: string;
  readonly queue?: string;
  readonly messageId?: string;
  readonly id?: string;
  readonly tipo?: string;
  readonly code?: string;
  readonly failure?: string;
  readonly attempt?: number;
  readonly ranMs?: number;
  readonly retryInMs?: number;
  readonly worker?: string;
  readonly correlationId?: string;
  readonly deadLetterId?: string;
}

/** What came since the frame before. */
interface LiveFrame {
  readonly records: readonly LiveRecord[];
  readonly skipped: number;
  readonly counts: Readonly<Record<string, number>>;
}

export type LiveState = 'connecting' | 'live' | 'lost';

export interface LiveListener {
  readonly onFrame?: (frame: LiveFrame) => void;
  /** Records were missed: what is shown has to be loaded again. */
  readonly onReset?: () => void;
  readonly onState?: (state: LiveState) => void;
}

const RECONNECT_MS = 1_000;
const MAX_RECONNECT_MS = 10_000;
/** The desk sends a frame every 10 s at least. */
const SILENCE_MS = 25_000;

/** The one connection to `GET /live` of this tab. It reconnects and continues where it was, without a gap. */
class LiveFeed {
  state: LiveState = 'connecting';
  private readonly listeners = new Set<LiveListener>();
  private source?: EventSource;
  private lastId = '';
  private failures = 0;
  private timer?: number;

  subscribe(listener: LiveListener): () => void {
    this.listeners.add(listener);
    if (this.source === undefined) this.connect();
    return () => this.listeners.delete(listener);
  }

  private connect(): void {
    this.source?.close();
    // A new EventSource has no Last-Event-ID, so the place is in the query.
    const source = new EventSource(`${API_ROOT}/live${this.lastId && `?after=${this.lastId}`}`);
    this.source = source;
    this.waitAtMost(SILENCE_MS);
    source.addEventListener('records', (event: MessageEvent<string>) => this.receive(event));
    source.addEventListener('reset', (event: MessageEvent<string>) => {
      this.note(event);
      for (const { onReset } of this.listeners) onReset?.();
    });
    source.onerror = () => this.retry();
  }

  private receive(event: MessageEvent<string>): void {
    this.note(event);
    const frame = JSON.parse(event.data) as LiveFrame;
    for (const { onFrame } of this.listeners) onFrame?.(frame);
  }

  private note({ lastEventId }: MessageEvent<string>): void {
    if (lastEventId !== '') this.lastId = lastEventId;
    this.failures = 0;
    this.setState('live');
    this.waitAtMost(SILENCE_MS);
  }

  private retry(): void {
    this.source?.close();
    this.setState('lost');
    this.failures += 1;
    this.waitAtMost(Math.min(RECONNECT_MS * 2 ** (this.failures - 1), MAX_RECONNECT_MS));
  }

  private waitAtMost(ms: number): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.connect(), ms);
  }

  private setState(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const { onState } of this.listeners) onState?.(state);
  }
}

export const liveFeed = new LiveFeed();
