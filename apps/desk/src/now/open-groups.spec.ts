import { DeadLetters } from '@warren/messaging';
import { TimeSlices } from '@warren/platform';
import { BEGIN, deadLettered } from '@warren/views/testing';
import { TriageProjection } from '../triage/triage.projection';
import { OpenGroups } from './open-groups';

const HOUR = 3_600_000;
const reach = { since: 0, bytes: 0 };

describe('groups that may need a person', () => {
  const letters = new DeadLetters(100, 1_000_000, new TimeSlices());
  const triage = new TriageProjection({ queues: [{ name: 'a' }] });
  const groups = new OpenGroups(letters, triage);

  const die = (id: string, endMs: number): void =>
    letters.apply({ ...deadLettered({ messageId: id, endMs }), deadLetterId: id }, endMs);
  const count = async (nowMs: number): Promise<number[]> =>
    (await groups.look(BEGIN + nowMs)).map(({ group }) => group.count);

  it('are without those that are muted, until more come in an hour than was said', async () => {
    die('d1', 1);
    die('d2', 2);
    expect(await count(10)).toEqual([2]);
    const [first] = await groups.look(BEGIN);
    const mute = { group: first?.group.group ?? '', queue: 'a', mutePerHour: 2 };
    const by = { change: 'c', at: new Date(BEGIN), by: 'ana' };
    triage.applyTriage({ kind: 'triaged', ...mute, ...by }, 3, reach);
    expect(await count(10)).toEqual([]);
    die('d3', 9);
    expect(await count(10)).toEqual([3]);
    expect(await count(10 + HOUR)).toEqual([]);
  });
});
