import { Injectable } from '@nestjs/common';
import type { DeadLetter } from '@warren/messaging';
import type { Steps } from '@warren/platform';
import { MessagesProjection } from '@warren/views';
import { findSuspects, SUSPECT_MS, type Suspect } from './find-suspects';
import { findWorker } from './find-worker';
import { NameCounts, UNKNOWN, type Shares } from './group-facts';
import { HappeningsProjection } from './happenings.projection';

/** Where dead letters of a group died, and what happened before the first of them. */
export interface Context {
  readonly workers: Shares;
  readonly suspects: readonly Suspect[];
}

/** Looks around a group. */
@Injectable()
export class GroupContext {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly happenings: HappeningsProjection,
  ) {}

  /** One of its dead letters in a step. */
  *look(
    letters: readonly DeadLetter[],
    first: { readonly firstMs: number; readonly queue: string },
  ): Steps<Context> {
    const workers = new NameCounts();
    for (const letter of letters) {
      workers.add(findWorker(this.messages, letter) ?? UNKNOWN);
      yield;
    }
    const { firstMs } = first;
    const around = this.happenings.within(firstMs - SUSPECT_MS, firstMs + SUSPECT_MS);
    const suspects = findSuspects(around, first);
    return { workers: workers.shares(), suspects };
  }
}
