interface Slot {
  result?: string;
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
 * Does the same work on every item: begun in order, at most `width` of them not yet given, the
 * results given in order. Those that are there together are given as one text, since each text
 * becomes a write of its own. Reads no further while the results are not taken.
 *
 * @param work never rejects.
 * @throws what `items` throws, when everything before it has been given.
 */
export async function* workInOrder<T>(
  items: AsyncIterable<T> | Iterable<T>,
  width: number,
  work: (item: T) => Promise<string>,
): AsyncGenerator<string> {
  const slots: Slot[] = [];
  const [done, room] = [new Bell(), new Bell()];
  let state: 'reading' | 'read' | 'left' = 'reading';
  let failure: { readonly error: unknown } | undefined;

  const read = async (): Promise<void> => {
    try {
      for await (const item of items) {
        const slot: Slot = {};
        slots.push(slot);
        void work(item).then((result) => {
          slot.result = result;
          if (slots[0] === slot) done.call();
        });
        while (slots.length >= width && state === 'reading') await room.wait();
        if (state === 'left') return;
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
      const ready = slots.findIndex(({ result }) => result === undefined);
      const count = ready < 0 ? slots.length : ready;
      if (count === 0) {
        await done.wait();
        continue;
      }
      const given = slots.splice(0, count);
      room.call();
      yield given.map(({ result }) => result).join('');
    }
    if (failure) throw failure.error;
  } finally {
    state = 'left';
    room.call();
  }
}
