import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DeadLetters, Journal, type TriageFields } from '@warren/messaging';
import { WarrenError } from '@warren/model';
import { TriageProjection, type Triage } from './triage.projection';

const READ_WITHIN_MS = 5_000;

/** Writes what people say of a group into the journal. */
@Injectable()
export class TriageService {
  constructor(
    @Inject(Journal) private readonly journal: Pick<Journal, 'append'>,
    private readonly triage: TriageProjection,
    private readonly letters: DeadLetters,
  ) {}

  /**
   * Resolves with what is said of the group once this desk has read the change; undefined: no dead
   * letter of the group is kept.
   *
   * @throws WarrenError `refused` when the journal cannot be written or read now.
   */
  async change(
    group: string,
    fields: TriageFields,
    by: string,
  ): Promise<{ readonly triage?: Triage } | undefined> {
    const queue = this.triage.queueOf(group) ?? (await this.findQueue(group));
    if (queue === undefined) return undefined;
    const change = randomUUID();
    const read = this.triage.untilRead(change, READ_WITHIN_MS);
    const at = new Date();
    await this.journal.append({ kind: 'triaged', group, queue, change, at, by, ...fields });
    if (!(await read)) {
      throw new WarrenError('refused', 'the change is written, but the journal cannot be read now');
    }
    return { triage: this.triage.get(group) };
  }

  private async findQueue(group: string): Promise<string | undefined> {
    const { groups } = await this.letters.groups({ group, state: 'any' }, { limit: 1 });
    return groups[0]?.queue;
  }
}
