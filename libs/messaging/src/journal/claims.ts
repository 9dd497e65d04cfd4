import { randomUUID } from 'node:crypto';
import { WarrenError } from '@warren/model';
import { settleWithin } from '../async/settle-within';
import { WORKER_NAME } from '../messages/worker-name';
import { subjectEndedBy, type ClaimRecord, type ClaimSubject } from '../records/claim-record';
import { MAX_PUBLISH_TIMEOUT_MS } from '../amqp/connection/messaging.config';
import type { Journal, Projection } from './journal';
import type { JournalRecord } from '../messages/journal-record';

/** In milliseconds, each by the clock of one process. */
export interface ClaimTimes {
  /** After this time, counted from before the claim was written, its holder begins nothing more. */
  readonly hold: number;
  /** After this time, counted from when it was read, another process may end the claim. */
  readonly expire: number;
  /** How long a process waits to read its own claim. */
  readonly read: number;
}

const HOLD_MS = 10_000;

/** More than workers claim at once; an operation claims at most 10,000 dead letters. */
const MAX_HOLDERS = 100_000;

/**
 * What a holder has begun has its answer before another process may end the claim, with any
 * PUBLISH_TIMEOUT_MS, T, of at most 10 s. A redrive that begins just before 10 s is answered T
 * later, and its record, which may first wait for room, 2 T after that; a discard is its record, at
 * 10 s + 2 T; an event of a replay is answered at 10 s + T. The latest is 10 s + 3 T = 40 s. Others
 * count from when they read the claim, which is after the holder does; 5 s more are for a process
 * that is slow.
 */
const TIMES: ClaimTimes = {
  hold: HOLD_MS,
  expire: HOLD_MS + 3 * MAX_PUBLISH_TIMEOUT_MS + 5_000,
  read: 5_000,
};

/** The right to act, of one process. */
export interface Claim {
  /** Whether an action may begin now. To be asked right before it, with nothing awaited in between. */
  readonly isHeld: boolean;
  /**
   * Writes it again, so that it is held for longer. False: another process has ended it. While that is
   * under way the same is answered, and nothing is written.
   *
   * @throws WarrenError `refused` when the journal cannot be asked now.
   */
  renew(): Promise<boolean>;
  /** Nothing came of it, or it is over. Never rejects; what is not written expires. */
  release(): Promise<void>;
}

interface Holder {
  readonly claim: string;
  readonly expiresAt: number;
}

/**
 * Decides which process acts, once over all of them (I17). The journal has one order, which all
 * processes read: a claim holds when nothing held before it there, or when it names the claim it ends.
 * So all agree without comparing clocks; a clock only says when a process may try to end a claim.
 */
export class Claims implements Projection {
  /** Those that claimed last come last. */
  private readonly holders = new Map<string, Holder>();
  /** By claim: those that this process wrote and has not read yet. */
  private readonly unread = new Map<string, () => void>();

  /**
   * @param of only claims on these. It must follow the journal before any is made.
   * @param maxHolders claims in force that are known. Beyond them the oldest is forgotten, by its place
   * in the journal, so that all workers forget the same one; its holder still begins nothing after
   * `hold`. A client that may write to the journal can flood it with forged claims: those push out true
   * ones, and until these have run out two processes can act on the same thing (against I17).
   */
  constructor(
    private readonly journal: Pick<Journal, 'append'>,
    private readonly of: ClaimSubject['of'],
    private readonly times: ClaimTimes = TIMES,
    private readonly maxHolders = MAX_HOLDERS,
  ) {}

  apply(record: JournalRecord): void {
    const ended = subjectEndedBy(record);
    if (ended?.of === this.of) this.holders.delete(ended.key);
  }

  applyClaim({ claim, key, kind, of, supersedes }: ClaimRecord): void {
    if (of !== this.of) return;
    const holder = this.holders.get(key)?.claim;
    if (kind === 'released') {
      if (holder === claim) this.holders.delete(key);
      return;
    }
    if (holder === undefined || holder === claim || holder === supersedes) {
      this.holders.delete(key);
      this.holders.set(key, { claim, expiresAt: performance.now() + this.times.expire });
      const [oldest] = this.holders.keys();
      if (oldest !== undefined && this.holders.size > this.maxHolders) this.holders.delete(oldest);
    }
    this.unread.get(claim)?.();
  }

  /**
   * The claim, once this process has read that it holds; undefined when another one holds.
   *
   * @throws WarrenError `refused` when the claim cannot be written or read now; nothing may begin.
   */
  async take(key: string): Promise<Claim | undefined> {
    const holder = this.holders.get(key);
    if (holder !== undefined && performance.now() < holder.expiresAt) return undefined;
    const claim = randomUUID();
    let heldFrom = performance.now();
    try {
      if (!(await this.write(key, claim, holder?.claim))) return undefined;
    } catch (error) {
      await this.release(key, claim);
      throw error;
    }
    const { hold } = this.times;
    const renew = async (): Promise<boolean> => {
      const from = performance.now();
      const isHolder = await this.write(key, claim, claim);
      if (isHolder) heldFrom = from;
      return isHolder;
    };
    let renewing: Promise<boolean> | undefined;
    return {
      get isHeld() {
        return performance.now() < heldFrom + hold;
      },
      renew: () => (renewing ??= renew().finally(() => (renewing = undefined))),
      release: () => this.release(key, claim),
    };
  }

  /** Resolves when this process has read it: whether it holds. */
  private async write(key: string, claim: string, supersedes?: string): Promise<boolean> {
    const read = new Promise<void>((resolve) => this.unread.set(claim, resolve));
    try {
      await this.journal.append(this.describe('claimed', key, claim, supersedes));
      if (!(await settleWithin(read, this.times.read))) {
        throw new WarrenError('refused', 'the journal cannot be read now; nothing was done');
      }
    } finally {
      this.unread.delete(claim);
    }
    return this.holders.get(key)?.claim === claim;
  }

  private async release(key: string, claim: string): Promise<void> {
    // Here it is over at once, whether the journal takes the record or not.
    if (this.holders.get(key)?.claim === claim) this.holders.set(key, { claim, expiresAt: 0 });
    await this.journal.append(this.describe('released', key, claim)).catch(() => undefined);
  }

  private describe(
    kind: ClaimRecord['kind'],
    key: string,
    claim: string,
    supersedes?: string,
  ): ClaimRecord {
    const { of } = this;
    return { kind, of, key, claim, supersedes, worker: WORKER_NAME, at: new Date() };
  }
}
