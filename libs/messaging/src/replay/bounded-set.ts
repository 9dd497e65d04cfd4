/** The last texts that were seen, up to a bound. */
export class BoundedSet {
  private readonly texts = new Set<string>();

  constructor(private readonly capacity: number) {}

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    this.texts.add(text);
    if (this.texts.size <= this.capacity) return;
    for (const oldest of this.texts) {
      this.texts.delete(oldest);
      return;
    }
  }
}
