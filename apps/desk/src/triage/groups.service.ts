import { Injectable } from '@nestjs/common';
import {
  BrokerClock,
  DeadLetters,
  type DeadLetterFilter,
  type DeadLetterGroup,
  type GroupPlace,
} from '@warren/messaging';
import { TimeSlices, type Steps } from '@warren/platform';
import { GroupContext, type Context } from './group-context';
import { GroupFacts } from './group-facts';
import { isMuted } from './is-muted';
import { TriageProjection, type Triage } from './triage.projection';

/** A group of dead letters with what is known of it, and what people said. */
export interface KnownGroup extends Context {
  readonly group: DeadLetterGroup;
  readonly facts: GroupFacts;
  readonly triage?: Triage;
  readonly isMuted: boolean;
}

/** The first groups behind a place. */
interface KnownGroups {
  readonly groups: readonly KnownGroup[];
  readonly places: readonly GroupPlace[];
  readonly hasMore: boolean;
}

/** Groups of dead letters with when they came, what they have in common and what happened before. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly slices: TimeSlices,
    private readonly triage: TriageProjection,
    private readonly context: GroupContext,
    private readonly clock: BrokerClock,
  ) {}

  /** It goes through all dead letters twice. @throws the signal's reason when it is aborted. */
  async list(
    filter: DeadLetterFilter,
    { hours, ...page }: { limit: number; after?: GroupPlace; hours: number },
    signal?: AbortSignal,
  ): Promise<KnownGroups> {
    const { groups, ...rest } = await this.letters.groups(filter, page, signal);
    const nowMs = this.clock.now();
    const facts = new Map(groups.map(({ group }) => [group, new GroupFacts(nowMs, hours)]));
    const { group, queue } = filter;
    const all = { group, queue, state: 'any' } as const;
    await this.letters.visit(all, (letter) => facts.get(letter.group)?.add(letter), signal);
    const known = this.know(groups, facts, nowMs);
    return { groups: await this.slices.run(known, signal), ...rest };
  }

  private *know(
    groups: readonly DeadLetterGroup[],
    byGroup: ReadonlyMap<string, GroupFacts>,
    nowMs: number,
  ): Steps<KnownGroup[]> {
    const known: KnownGroup[] = [];
    for (const group of groups) {
      const facts = byGroup.get(group.group) as GroupFacts;
      const firstMs = Math.min(facts.firstMs, group.first.getTime());
      const context = yield* this.context.look(facts.newest, { firstMs, queue: group.queue });
      const triage = this.triage.get(group.group);
      const muted = isMuted(triage, { lastHour: facts.lastHour, nowMs });
      known.push({ ...context, group, facts, triage, isMuted: muted });
    }
    return known;
  }
}
