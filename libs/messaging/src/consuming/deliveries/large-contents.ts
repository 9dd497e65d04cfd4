import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { ConsumeMessage } from 'amqplib';
import { NotStartedError } from '../handlers/queue-handler';
import { decodeContent, isCompressed } from './decode-content';

/** Contents up to this size wait for nothing, if they are not compressed. */
const SMALL_BYTES = 4_096;
/** What the others may have together while their messages are in work, decoded; a larger one comes alone. */
const MAX_BYTES = 16_777_216;
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

/**
 * Admits contents that are large or compressed one after the other: a hundred bytes can decode to an
 * event whose values take a quarter of a second and 40 MB, and a worker holds hundreds of messages. So
 * such messages cost each other time and memory, and not the connections and queues beside them.
 */
export class LargeContents {
  private bytes = 0;
  private last: Promise<unknown> = Promise.resolve();
  private onRoom = (): void => undefined;

  /** @param abandoned aborted when the delivery cannot be settled any more. */
  open(message: ConsumeMessage, abandoned: AbortSignal): Content {
    if (message.content.length <= SMALL_BYTES && !isCompressed(message)) {
      return { read: () => Promise.resolve(message.content), close: () => undefined };
    }
    let held = 0;
    const admit = async (): Promise<Buffer> => {
      if (abandoned.aborted) throw new NotStartedError();
      const content = await decodeContent(message);
      while (this.bytes > 0 && this.bytes + content.length > MAX_BYTES) {
        await new Promise<void>((resolve) => (this.onRoom = resolve));
      }
      held = content.length;
      this.bytes += held;
      return content;
    };
    return {
      read: () => {
        const admitted = this.last.then(admit);
        this.last = admitted.then(
          (content) => (content.length > HEAVY_BYTES ? rest() : undefined),
          () => undefined,
        );
        return admitted;
      },
      close: () => {
        this.bytes -= held;
        held = 0;
        this.onRoom();
      },
    };
  }
}

/** Leaves as much time for everything else as what follows an admission takes at once. */
async function rest(): Promise<void> {
  const began = performance.now();
  await nextTurn();
  const tookMs = performance.now() - began;
  if (tookMs > SHORT_MS) await wait(tookMs);
}
