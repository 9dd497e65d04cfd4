import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { NotStartedError } from '../messages/queue-handler';
import { decodeContent, isCompressed } from './decode-content';

/** Contents up to this size wait for nothing, if they are not compressed. */
const SMALL_BYTES = 4_096;
/** While the others of a queue have less than this in work, decoded, one more is begun. */
const ROOM_BYTES = 8_388_608;
/** Beyond this a message may hold the event loop for long, and as much time is left for the rest. */
const HEAVY_BYTES = 16_384;
const SHORT_MS = 5;

/** The content of a message in work. */
export interface Content {
  /**
   * The decoded bytes, once there is room for them and it is their turn.
   *
   * @throws PermanentError as `decodeContent`, NotStartedError when the delivery was abandoned meanwhile.
   */
  read(): Promise<Buffer>;
  /** Gives back its room, when the message is no longer in work. */
  close(): void;
}

/** What the contents of one queue have in work. */
class Room {
  bytes = 0;
  last: Promise<unknown> = Promise.resolve();
  onFree = (): void => undefined;

  async untilFree(): Promise<void> {
    while (this.bytes >= ROOM_BYTES) await new Promise<void>((resolve) => (this.onFree = resolve));
  }
}

/**
 * Admits contents that are large or compressed one after the other: 40 KiB can decode to values that
 * take a quarter of a second and 40 MB, and a worker holds hundreds of messages. So such messages cost
 * each other time, and those of their queue room. A handler that does not end holds up its own queue only,
 * for `maxHeldMs` at most.
 */
export class LargeContents {
  private readonly rooms = new Map<string, Room>();
  private turn: Promise<unknown> = Promise.resolve();

  /** @param maxHeldMs when a message gives back its room though it is still in work; default: never. */
  constructor(private readonly maxHeldMs = Infinity) {}

  /** @param abandoned aborted when the delivery can no longer be settled. */
  open(message: ConsumeMessage, queue: string, abandoned?: AbortSignal): Content {
    if (message.content.length <= SMALL_BYTES && !isCompressed(message)) {
      return { read: () => Promise.resolve(message.content), close: () => undefined };
    }
    const room = this.rooms.get(queue) ?? new Room();
    this.rooms.set(queue, room);
    let held = 0;
    let timer: NodeJS.Timeout | undefined;
    const giveBack = (): void => {
      clearTimeout(timer);
      room.bytes -= held;
      held = 0;
      room.onFree();
    };
    const admit = async (): Promise<Buffer> => {
      await room.untilFree();
      const content = await this.decode(message, abandoned);
      held = content.length;
      room.bytes += held;
      if (this.maxHeldMs < Infinity) timer = setTimeout(giveBack, this.maxHeldMs).unref();
      return content;
    };
    return {
      read: () => {
        const admitted = room.last.then(admit);
        room.last = admitted.catch(() => undefined);
        return admitted;
      },
      close: giveBack,
    };
  }

  /** In the order of asking, over all queues. */
  private decode(message: ConsumeMessage, abandoned?: AbortSignal): Promise<Buffer> {
    const decoded = this.turn.then(() => {
      if (abandoned?.aborted) throw new NotStartedError();
      return decodeContent(message);
    });
    this.turn = decoded.then(
      (content) => (content.length > HEAVY_BYTES ? rest() : undefined),
      () => undefined,
    );
    return decoded;
  }
}

/** Leaves as much time for everything else as what follows an admission takes at once. */
async function rest(): Promise<void> {
  const began = performance.now();
  await nextTurn();
  const tookMs = performance.now() - began;
  if (tookMs > SHORT_MS) await wait(tookMs);
}
