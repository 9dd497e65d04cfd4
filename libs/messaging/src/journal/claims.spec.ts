import {
  isAboutMessage,
  isClaimRecord,
  type ClaimRecord,
  type JournalLine,
} from '../records/claim-record';
import { Claims, type ClaimTimes } from './claims';
import type { Journal } from './journal';
import { MAX_PUBLISH_TIMEOUT_MS } from '../amqp/connection/messaging.config';

/** One order of records, which each process reads when the test says so. */
class Stream {
  readonly lines: JournalLine[] = [];

  readonly append: Journal['append'] = (line) => {
    this.lines.push(line);
    return Promise.resolve();
  };
}

/** One process: what it has read, and its claims. */
class Reader {
  readonly claims: Claims;
  private next = 0;

  constructor(
    private readonly stream: Stream,
    times?: ClaimTimes,
    append: Journal['append'] = stream.append,
  ) {
    this.claims = new Claims({ append }, 'dead-letter', times);
  }

  /** Reads what was appended since. */
  read(upTo = this.stream.lines.length): void {
    for (; this.next < upTo; this.next += 1) {
      const line = this.stream.lines[this.next] as JournalLine;
      if (isClaimRecord(line)) this.claims.applyClaim(line);
      else if (isAboutMessage(line)) this.claims.apply(line);
    }
  }
}

const ended = { deadLetterId: 'd', messageId: 'm', queue: 'q', by: 'ana', reason: 'r' };
const EXPIRED: ClaimTimes = { hold: 60_000, expire: 0, read: 60_000 };

describe('claims', () => {
  let stream: Stream;

  beforeEach(() => {
    stream = new Stream();
  });

  afterEach(() => jest.restoreAllMocks());

  it('that are made at the same time hold for the process whose claim comes first (I17)', async () => {
    const [one, other] = [new Reader(stream), new Reader(stream)];
    const taking = Promise.all([one.claims.take('d'), other.claims.take('d')]);
    // In either order of the two readers.
    other.read();
    one.read();
    const [first, second] = await taking;
    expect(first?.isHeld).toBe(true);
    expect(second).toBeUndefined();
  });

  it('are not held before this process has read its own', async () => {
    const one = new Reader(stream);
    let isDone = false;
    const taking = one.claims.take('d').then((claim) => {
      isDone = true;
      return claim;
    });
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    one.read();
    expect((await taking)?.isHeld).toBe(true);
  });

  it('on one thing say nothing about another', async () => {
    const [one, other] = [new Reader(stream), new Reader(stream)];
    const taking = Promise.all([one.claims.take('d'), other.claims.take('e')]);
    one.read();
    other.read();
    expect((await taking).map((claim) => claim?.isHeld)).toEqual([true, true]);
  });

  it('are over with the record of what was done, and when they are released', async () => {
    const [one, other] = [new Reader(stream), new Reader(stream)];
    const take = async (reader: Reader): ReturnType<Claims['take']> => {
      reader.read();
      const taking = reader.claims.take('d');
      reader.read();
      return taking;
    };
    const first = await take(one);
    other.read();
    expect(await other.claims.take('d')).toBeUndefined();
    await first?.release();
    expect((await take(other))?.isHeld).toBe(true);
    await stream.append({ kind: 'redriven', ...ended, at: new Date() });
    expect((await take(one))?.isHeld).toBe(true);
    await stream.append({ kind: 'discarded', ...ended, at: new Date() });
    expect((await take(other))?.isHeld).toBe(true);
  });

  it('of a process that died go to the first that asks after they expired, also when several do (I17)', async () => {
    const dead = new Reader(stream, EXPIRED);
    const dying = dead.claims.take('d');
    const [one, other, late] = [
      new Reader(stream, EXPIRED),
      new Reader(stream, EXPIRED),
      new Reader(stream),
    ];
    one.read();
    other.read();
    const taking = Promise.all([one.claims.take('d'), other.claims.take('d')]);
    for (const each of [one, other, late]) each.read();
    expect((await taking).map((claim) => claim?.isHeld)).toEqual([true, undefined]);
    // For a process that has just started nothing has expired, and it knows who holds it all the same.
    expect(await late.claims.take('d')).toBeUndefined();
    const winner = stream.lines.filter(isClaimRecord)[1] as ClaimRecord;
    await stream.append({ ...winner, kind: 'released' });
    late.read();
    const last = late.claims.take('d');
    late.read();
    expect((await last)?.isHeld).toBe(true);
    dead.read();
    expect(await dying).toBeUndefined();
  });

  it('are held for less time than it takes until another may end them', async () => {
    const frozen = new Reader(stream, { hold: 0, expire: 0, read: 60_000 });
    const taking = frozen.claims.take('d');
    frozen.read();
    const claim = await taking;
    expect(claim?.isHeld).toBe(false);
    const other = new Reader(stream, EXPIRED);
    other.read();
    const taken = other.claims.take('d');
    other.read();
    expect((await taken)?.isHeld).toBe(true);
    // It comes back, and finds that it has lost it.
    const renewed = claim?.renew();
    frozen.read();
    expect(await renewed).toBe(false);
    expect(claim?.isHeld).toBe(false);
  });

  it('that are renewed are held for longer, and do not end by the clock of the others', async () => {
    const one = new Reader(stream);
    const taking = one.claims.take('d');
    one.read();
    const claim = await taking;
    const renewed = claim?.renew();
    one.read();
    expect(await renewed).toBe(true);
    expect(claim?.isHeld).toBe(true);
  });

  it('are renewed once at a time: who asks again meanwhile has the same answer', async () => {
    const one = new Reader(stream);
    const taking = one.claims.take('d');
    one.read();
    const claim = await taking;
    const [first, second] = [claim?.renew(), claim?.renew()];
    one.read();
    expect([await first, await second]).toEqual([true, true]);
    expect(stream.lines).toHaveLength(2);
    const again = claim?.renew();
    one.read();
    expect(await again).toBe(true);
    expect(stream.lines).toHaveLength(3);
  });

  it('cannot be ended by another before a redrive with the longest timeout is answered and recorded (I17)', async () => {
    let now = 1_000;
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const [one, other] = [new Reader(stream), new Reader(stream)];
    const taking = one.claims.take('d');
    one.read();
    other.read();
    const claim = await taking;
    const begun = (): boolean => (now += 100) > 0 && claim?.isHeld === true;
    while (begun());
    now += 3 * MAX_PUBLISH_TIMEOUT_MS;
    expect(await other.claims.take('d')).toBeUndefined();
    now += 10_000;
    const taken = other.claims.take('d');
    other.read();
    expect((await taken)?.isHeld).toBe(true);
  });

  it('that the journal does not take, or that cannot be read, let nothing begin, and can be made again', async () => {
    let isBroken = true;
    const append: Journal['append'] = (line) =>
      isBroken ? Promise.reject(new Error('away')) : stream.append(line);
    const one = new Reader(stream, { hold: 60_000, expire: 60_000, read: 20 }, append);
    await expect(one.claims.take('d')).rejects.toThrow('away');
    isBroken = false;
    await expect(one.claims.take('d')).rejects.toMatchObject({ code: 'refused' });
    // It reads again: the claim that came to nothing, and that it was given up.
    one.read();
    const taking = one.claims.take('d');
    one.read();
    expect((await taking)?.isHeld).toBe(true);
  });

  it('of another kind are left alone', async () => {
    const one = new Reader(stream);
    const at = new Date();
    await stream.append({ kind: 'claimed', of: 'replay', key: 'd', claim: 'c', worker: 'w', at });
    one.read();
    const taking = one.claims.take('d');
    one.read();
    expect((await taking)?.isHeld).toBe(true);
  });
});
