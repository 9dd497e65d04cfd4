import type { JournalRecord } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import type { MessageEntry } from '../../messages/message-entry';
import { MessagesProjection } from '../../messages/messages.projection';
import { deadLettered, failed, processed, redriven } from '../../testing/records.harness';
import { writeMessage } from './message.dto';
import { buildStory } from './build-story';

function fold(...records: JournalRecord[]): MessageEntry {
  const messages = new MessagesProjection(100, 1_000_000);
  records.forEach((record, offset) => messages.apply(record, offset));
  return messages.entriesOf('m')[0] as MessageEntry;
}

describe('a message', () => {
  it('shows the excerpt of an event that is too large for a record, also of an edited one (I16)', () => {
    const excerpt = { bytes: 3e6, sha256: 'abc', head: '{"id"', encoding: 'utf8' } as const;
    const event = { id: 'e', tipo: 'T', payload: {} };
    const entry = fold({ ...processed({ event }), excerpt });
    expect(JSON.parse(writeMessage(entry))).toMatchObject({ ...event, excerpt });
    const other = { ...excerpt, bytes: 4e6 };
    const acted = redriven({ edited: { ...event, id: 'other' } });
    const last = fold(failed({ event }), deadLettered(), { ...acted, excerpt: other });
    expect(JSON.parse(writeMessage(last))).toMatchObject({ id: 'other', excerpt: other });
    expect(runToEnd(buildStory('m', [last])).queues[0]?.steps).toContainEqual(
      expect.objectContaining({ step: 'redriven', event: { ...acted.edited, excerpt: other } }),
    );
  });
});
