import { MAX_RECORDS } from '../../records/entries';
import { MAX_RECORD_BYTES } from '../../records/record-limits';
import type { WrittenRecord } from '../../records/write-record';

/** An entry of more characters takes no more records. */
const LARGE = 65_536;

interface Gathered {
  readonly records: WrittenRecord[];
  length: number;
  readonly kept: Promise<void>;
  readonly settle: (kept: Promise<void>) => void;
}

/**
 * Gathers the records of one turn of the event loop into entries, in their order. An entry costs the
 * broker, and each worker that reads it, far more than a record in it.
 */
export class RecordGatherer {
  private gathered?: Gathered;

  /**
   * @param keep resolves when the entry of these records is kept.
   * @param limit the largest entry, in bytes; a record alone may have as many.
   */
  constructor(
    private readonly keep: (records: readonly WrittenRecord[]) => Promise<void>,
    private readonly limit: () => number = () => MAX_RECORD_BYTES,
  ) {}

  /** Resolves when the record is kept; settles as the entry it is in does. */
  append(record: WrittenRecord): Promise<void> {
    if (!this.hasRoomFor(record)) this.flush();
    this.gathered ??= this.begin();
    const { gathered } = this;
    gathered.records.push(record);
    gathered.length += record.json.length;
    if (gathered.records.length >= MAX_RECORDS || gathered.length >= LARGE) this.flush();
    return gathered.kept;
  }

  /** No character takes more than three bytes, and between two records is a line break. */
  private hasRoomFor({ json }: WrittenRecord): boolean {
    if (this.gathered === undefined) return true;
    const { length, records } = this.gathered;
    return 3 * (length + json.length) + records.length <= this.limit();
  }

  private begin(): Gathered {
    let settle: Gathered['settle'] = () => undefined;
    const kept = new Promise<void>((resolve) => (settle = resolve));
    const gathered = { records: [], length: 0, kept, settle };
    setImmediate(() => {
      if (this.gathered === gathered) this.flush();
    });
    return gathered;
  }

  private flush(): void {
    const { gathered } = this;
    this.gathered = undefined;
    gathered?.settle(this.keep(gathered.records));
  }
}
