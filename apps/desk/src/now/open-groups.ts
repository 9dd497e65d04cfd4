import { Injectable } from '@nestjs/common';
import { DeadLetters, type DeadLetterGroup } from '@warren/messaging';
import { isMuted } from '../triage/is-muted';
import { TriageProjection } from '../triage/triage.projection';
import type { GroupNow } from './now-facts';

/** Groups of dead letters that are looked at: the largest. */
const MAX_GROUPS = 20;
const RECENT_MS = 600_000;
const HOUR_MS = 3_600_000;

/** The groups of open dead letters that may need a person: those that somebody muted do not. */
@Injectable()
export class OpenGroups {
  constructor(
    private readonly letters: DeadLetters,
    private readonly triage: TriageProjection,
  ) {}

  /** It goes through all dead letters. */
  async look(nowMs: number): Promise<GroupNow[]> {
    const page = { limit: MAX_GROUPS };
    const from = new Date(nowMs - RECENT_MS);
    const { groups: recent } = await this.letters.groups({ state: 'open', from }, page);
    const { groups: open } = await this.letters.groups({ state: 'open' }, page);
    const recents = new Map(recent.map(({ count, group }) => [group, count]));
    const all = new Map<string, DeadLetterGroup>(
      [...recent, ...open].map((each) => [each.group, each]),
    );
    const found: GroupNow[] = [];
    for (const group of all.values()) {
      if (await this.isMuted(group, nowMs)) continue;
      found.push({ group, recent: recents.get(group.group) ?? 0 });
    }
    return found;
  }

  private async isMuted({ group, queue }: DeadLetterGroup, nowMs: number): Promise<boolean> {
    const triage = this.triage.get(group);
    if (triage?.mutePerHour === undefined) return isMuted(triage, { lastHour: 0, nowMs });
    const filter = { group, queue, state: 'any', from: new Date(nowMs - HOUR_MS) } as const;
    const lastHour = await this.letters.visit(filter, () => undefined);
    return isMuted(triage, { lastHour, nowMs });
  }
}
