/** The newest items, in the order in which they came: one more takes the place of the oldest. */
export class NewestItems<T extends { readonly offset: number }> {
  private readonly ring: T[] = [];
  private count = 0;

  constructor(
    private readonly capacity: number,
    private readonly onForgotten: (item: T) => void = () => undefined,
  ) {}

  add(item: T): void {
    const place = this.count % this.capacity;
    const oldest = this.ring[place];
    if (oldest) this.onForgotten(oldest);
    this.ring[place] = item;
    this.count += 1;
  }

  /** Those before this offset. Others may come between two of them. */
  *newestFirst(before = Infinity): Generator<T> {
    for (let index = this.count - 1; index >= Math.max(0, this.count - this.capacity); index -= 1) {
      const item = this.ring[index % this.capacity] as T;
      if (item.offset < before) yield item;
    }
  }
}
