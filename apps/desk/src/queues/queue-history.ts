import type { BrokerQueue, QueuesSeen } from '@warren/messaging';

/** How far back a rate is measured, and how far at least, in milliseconds. */
const WINDOW_MS = 60_000;
const MIN_WINDOW_MS = 10_000;

interface Sample {
  readonly atMs: number;
  readonly depths: ReadonlyMap<string, number>;
}

/** Since when a queue has been in each state without a break, in milliseconds since 1970. */
export interface QueueSince {
  /** Messages were in it. */
  readonly waiting?: number;
  /** It had messages that wait, and no consumer. */
  readonly unattended?: number;
  /** It became more over the minute before. */
  readonly growing?: number;
}

/** How the queues changed within the last minute, and since when each has been in its state. */
export class QueueHistory {
  private samples: Sample[] = [];
  private source?: QueuesSeen['source'];
  private sinces: ReadonlyMap<string, QueueSince> = new Map();

  /** Takes what was seen; when the broker could not be asked, all is as it was. */
  note({ at, queues, source }: QueuesSeen): void {
    const atMs = at.getTime();
    const isNew = atMs > (this.samples.at(-1)?.atMs ?? -Infinity);
    if (source === 'none' || !isNew) return;
    // Each source counts other messages: the difference between two of them is no change.
    if (source !== this.source) this.samples = [];
    this.source = source;
    const depths = new Map(
      [...queues.values()].flatMap((each): [string, number][] => {
        const depth = depthOf(each);
        return depth === undefined ? [] : [[each.name, depth]];
      }),
    );
    this.samples = [
      ...this.samples.filter((each) => each.atMs >= atMs - WINDOW_MS),
      { atMs, depths },
    ];
    const before = this.sinces;
    this.sinces = new Map(
      [...queues.values()].map((each) => [
        each.name,
        this.continue(each, before.get(each.name), atMs),
      ]),
    );
  }

  /** By how many messages a second it became more over the last minute; undefined: not seen for ten seconds. */
  net(name: string): number | undefined {
    const last = this.samples.at(-1);
    const first = this.samples.find(({ depths }) => depths.has(name));
    const depth = last?.depths.get(name);
    const before = first?.depths.get(name);
    if (!last || !first || depth === undefined || before === undefined) return undefined;
    const ms = last.atMs - first.atMs;
    return ms < MIN_WINDOW_MS ? undefined : ((depth - before) * 1_000) / ms;
  }

  since(name: string): QueueSince {
    return this.sinces.get(name) ?? {};
  }

  private continue(queue: BrokerQueue, before: QueueSince = {}, atMs: number): QueueSince {
    const { consumers, ready = 0 } = queue;
    const isWaiting = (depthOf(queue) ?? 0) > 0;
    return {
      ...(isWaiting && { waiting: before.waiting ?? atMs }),
      ...(consumers === 0 && ready > 0 && { unattended: before.unattended ?? atMs }),
      ...((this.net(queue.name) ?? 0) > 0 && { growing: before.growing ?? atMs }),
    };
  }
}

/** All messages of a queue; over AMQP only those that wait are known. */
export function depthOf({ messages, ready }: BrokerQueue): number | undefined {
  return messages ?? ready;
}
