/** Many messages share a chunk; one that is larger gets a chunk of its own. */
const CHUNK_BYTES = 64 * 1_024;
/** Up to this length a text is copied faster one character after another than by a call into V8. */
const SHORT_TEXT = 64;
const SHORT_STRING_LIMIT = 255;

/**
 * Puts one unit of bytes after another (a unit is a message's frames) into memory that all of them
 * share, in network byte order, and gives them out together.
 *
 * Positions within a unit count from its beginning, so that a length can be put in once it is known.
 */
export class ByteWriter {
  private chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  /** The first byte that was not given out. */
  private start = 0;
  private unitStart = 0;
  private end = 0;

  /** How many bytes of whole units wait to be given out. */
  get size(): number {
    return this.unitStart - this.start;
  }

  /** How long the unit is by now. */
  get position(): number {
    return this.end - this.unitStart;
  }

  /** The unit is whole; another one begins. */
  endUnit(): void {
    this.unitStart = this.end;
  }

  /** Forgets what was put into the unit. */
  dropUnit(): void {
    this.end = this.unitStart;
  }

  /** Gives the whole units out. Their bytes are not written to again. */
  take(): Buffer {
    const bytes = this.chunk.subarray(this.start, this.unitStart);
    this.start = this.unitStart;
    return bytes;
  }

  putOctet(value: number): void {
    this.reserve(1);
    this.chunk[this.end++] = value;
  }

  putShort(value: number): void {
    this.reserve(2);
    this.chunk[this.end++] = value >>> 8;
    this.chunk[this.end++] = value;
  }

  putLong(value: number): void {
    this.reserve(4);
    this.end = setLong(this.chunk, this.end, value);
  }

  /** @throws RangeError when it is negative, no integer, or needs more than 64 bits. */
  putLongLong(value: number | bigint): void {
    if (Number.isSafeInteger(value) && value >= 0) {
      this.putLong(Math.floor((value as number) / 2 ** 32));
      return this.putLong(value as number);
    }
    this.reserve(8);
    this.end = this.chunk.writeBigUInt64BE(BigInt(value), this.end);
  }

  /** @throws RangeError when it needs more than 64 bits, with its sign. */
  putSignedLongLong(value: bigint): void {
    this.reserve(8);
    this.end = this.chunk.writeBigInt64BE(value, this.end);
  }

  putDouble(value: number): void {
    this.reserve(8);
    this.end = this.chunk.writeDoubleBE(value, this.end);
  }

  putBytes(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.chunk.set(bytes, this.end);
    this.end += bytes.length;
  }

  /**
   * A text with its length before it, in one byte.
   *
   * @throws RangeError when it has more than 255 bytes.
   */
  putShortString(text: string): void {
    const at = this.position;
    this.putOctet(0);
    this.putText(text);
    const length = this.position - at - 1;
    if (length > SHORT_STRING_LIMIT) {
      throw new RangeError(
        `a name or property of ${length} bytes; AMQP takes ${SHORT_STRING_LIMIT}`,
      );
    }
    this.chunk[this.unitStart + at] = length;
  }

  /** A text with its length before it, in four bytes. */
  putLongString(text: string): void {
    const at = this.position;
    this.putLong(0);
    this.putText(text);
    this.setLength(at);
  }

  /** Puts in, at that position, how many bytes came after those four. */
  setLength(at: number): void {
    setLong(this.chunk, this.unitStart + at, this.position - at - 4);
  }

  /** Replaces two bytes of the unit. */
  setShort(at: number, value: number): void {
    this.chunk[this.unitStart + at] = value >>> 8;
    this.chunk[this.unitStart + at + 1] = value;
  }

  /** In UTF-8. */
  private putText(text: string): void {
    // A UTF-16 unit takes three bytes at the most.
    this.reserve(text.length * 3);
    if (text.length <= SHORT_TEXT && this.putAscii(text)) return;
    this.end += this.chunk.write(text, this.end, 'utf8');
  }

  private putAscii(text: string): boolean {
    const { chunk, end } = this;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      chunk[end + i] = code;
    }
    this.end = end + text.length;
    return true;
  }

  /** Makes room, in another chunk if need be, to which the unit moves. */
  private reserve(bytes: number): void {
    if (this.end + bytes > this.chunk.length) this.grow(bytes);
  }

  private grow(bytes: number): void {
    // The whole units before it move too: they are to be given out as one.
    const kept = this.chunk.subarray(this.start, this.end);
    const chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, 2 * (kept.length + bytes)));
    chunk.set(kept);
    this.chunk = chunk;
    this.unitStart -= this.start;
    this.end -= this.start;
    this.start = 0;
  }
}

function setLong(chunk: Buffer, at: number, value: number): number {
  chunk[at] = value >>> 24;
  chunk[at + 1] = value >>> 16;
  chunk[at + 2] = value >>> 8;
  chunk[at + 3] = value;
  return at + 4;
}
