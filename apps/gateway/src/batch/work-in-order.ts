interface Slot {
  readonly weight: number;
  result?: string;
}

/** How many items, and how heavy ones, may be under way: one more is begun while both are below. */
export interface WorkLimits<T> {
  readonly width: number;
  readonly weight?: number;
  readonly weigh?: (item: T) => number;
  /** Awaited before an item is begun, again and again until there is nothing to await. */
  readonly untilReady?: () => Promise<void> | undefined;
}

/** Takes away the first that have their result, if the very first has. */
function takeReady(slots: Slot[]): { readonly text: string; readonly weight: number } | undefined {
  const waiting = slots.findIndex(({ result }) => result === undefined);
  const taken = slots.splice(0, waiting < 0 ? slots.length : waiting);
  if (taken.length === 0) return undefined;
  const weight = taken.reduce((sum, each) => sum + each.weight, 0);
  return { text: taken.map(({ result }) => result).join(''), weight };
}

/** A promise that somebody else resolves, for one to wait for the other. */
class Bell {
  private ring = (): void => undefined;

  async wait(): Promise<void> {
    await new Promise<void>((resolve) => (this.ring = resolve));
  }

  call(): void {
    this.ring();
  }
}

/**
 * Does the same work on every item: begun in order, within the limits of what is not yet given, the
 * results given in order. Those that are there together are given as one text, since each text
 * becomes a write of its own. Reads no further while an item waits to be begun, since the results are
 * not taken or it is not ready.
 *
 * @param work never rejects.
 * @throws what `items` or `untilReady` throws, when everything before it has been given.
 */
export async function* workInOrder<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { untilReady = () => undefined, weigh = () => 0, weight: maxWeight = 1, width }: WorkLimits<T>,
  work: (item: T) => Promise<string>,
): AsyncGenerator<string> {
  const slots: Slot[] = [];
  const [done, room] = [new Bell(), new Bell()];
  let state: 'reading' | 'read' | 'left' = 'reading';
  let underWay = 0;
  let failure: { readonly error: unknown } | undefined;
  const untilFree = (): Promise<void> | undefined => {
    if (state === 'left') return undefined;
    return slots.length >= width || underWay >= maxWeight ? room.wait() : untilReady();
  };

  const read = async (): Promise<void> => {
    try {
      for await (const item of items) {
        for (let free = untilFree(); free; free = untilFree()) await free;
        if (state === 'left') return;
        const slot: Slot = { weight: weigh(item) };
        slots.push(slot);
        underWay += slot.weight;
        void work(item).then((result) => {
          slot.result = result;
          if (slots[0] === slot) done.call();
        });
      }
    } catch (error) {
      failure = { error };
    } finally {
      if (state === 'reading') state = 'read';
      done.call();
    }
  };

  void read();
  try {
    while (state === 'reading' || slots.length > 0) {
      const ready = takeReady(slots);
      if (ready) {
        underWay -= ready.weight;
        room.call();
        yield ready.text;
      } else await done.wait();
    }
    if (failure) throw failure.error;
  } finally {
    state = 'left';
    room.call();
  }
}
