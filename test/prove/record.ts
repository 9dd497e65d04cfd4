import type { PlannedEvent } from './plan-event';

/** What the gateway answered to one request. */
export interface Attempt {
  /** Of the event. */
  readonly id: string;
  readonly messageId?: string;
  /** `ok`: confirmed. `fail`: not kept anywhere. `unknown`: a queue may have it. */
  readonly outcome: 'ok' | 'fail' | 'unknown';
  readonly status: number;
  /** When it was sent and answered, in milliseconds since 1970, as all times here. */
  readonly at: number;
  readonly answeredAt: number;
}

/** What was seen inside a worker process, written down as it happened (observe-worker.js). */
export type Note = { readonly at: number } & (
  | { readonly what: 'absorbed' | 'channel lost' }
  | {
      /**
       * `delivered`: by the broker. `began`: its handling. `handled`: the handler returned. `kept`:
       * the journal has it. `acked`, `given back`: to the broker.
       */
      readonly what: 'delivered' | 'began' | 'handled' | 'kept' | 'acked' | 'given back';
      readonly id: string;
      readonly messageId: string;
      readonly queue: string;
      readonly attempt: number;
      /** Of a delivery: how often its attempt was returned before. */
      readonly returns?: number;
    }
);

/** One life of a worker. */
export interface WorkerLife {
  readonly name: string;
  /** When its process was started. */
  readonly startedAt: number;
  readonly notes: readonly Note[];
  /** `killed`: by the run. `crashed`: by an event that asked for it. */
  readonly ended: 'killed' | 'crashed' | 'stopped' | 'by itself';
  readonly endedAt: number;
}

/** A message that was found in a queue at the end. */
export interface FoundMessage {
  readonly id: string;
  readonly messageId: string;
  /** The work queue it was for. */
  readonly queue: string;
  /** Of a dead letter: why it is one. Of one that was set aside: why it cannot be read. */
  readonly reason: string;
  /** Of a dead letter: how often it was redriven before. */
  readonly redrives?: number;
}

/** What the journal says of an event that was processed. */
export type StoredRecord = Pick<FoundMessage, 'id' | 'messageId' | 'queue'>;

/** What the journal says was done about a dead letter. */
export interface StoredAction {
  readonly kind: 'redriven' | 'discarded';
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly queue: string;
  /** Of a redrive: how often the message has been redriven, this time included. */
  readonly redrives?: number;
  readonly at: string;
  /** Whether a worker ended the claim of another one on this dead letter, which took too long. */
  readonly isTakenOver: boolean;
}

/** A fault as it came to happen. */
export interface HappenedFault {
  readonly what: string;
  readonly at: number;
  readonly healedAt: number;
}

/** Everything that is known about a run when it is over. */
export interface RunRecord {
  readonly startedAt: number;
  readonly events: ReadonlyMap<string, PlannedEvent>;
  readonly attempts: readonly Attempt[];
  readonly lives: readonly WorkerLife[];
  readonly faults: readonly HappenedFault[];
  /** Whether every queue was empty, apart from dead letters, before the workers were stopped. */
  readonly isDrained: boolean;
  /** In the journal: every record of success, in order. */
  readonly journal: readonly StoredRecord[];
  /** In the journal, or in their queue still. */
  readonly deadLetters: readonly FoundMessage[];
  /** In the queue for unreadable messages. */
  readonly setAside: readonly FoundMessage[];
  /** In the journal: every redrive and discard, in order. */
  readonly actions: readonly StoredAction[];
  /** What was left in the work queues and delay stages. */
  readonly queued: readonly FoundMessage[];
  /** Of each worker that lived to the end: what `GET /messages` gave, as `queue messageId`. */
  readonly repositories: ReadonlyMap<string, readonly string[]>;
}
