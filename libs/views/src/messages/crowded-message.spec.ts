import { MessagesProjection } from './messages.projection';
import { deadLettered, discarded } from '../testing/records.harness';

describe('a message of which very much is recorded', () => {
  it('is kept in the 100 queues that were heard of last', () => {
    const messages = new MessagesProjection(1_000, 10_000_000);
    for (let n = 0; n < 150; n += 1) messages.apply(discarded({ queue: `q${n}` }), n);
    const queues = messages.entriesOf('m').map(({ queue }) => queue);
    expect(queues).toEqual(Array.from({ length: 100 }, (_, n) => `q${n + 50}`));
    expect(messages.order.size).toBe(100);
  });

  it('says of an action how often its message was redriven before', () => {
    const messages = new MessagesProjection(100, 1_000_000);
    messages.apply({ ...deadLettered({ redrives: 2 }), deadLetterId: 'd"1' }, 1);
    messages.apply({ ...deadLettered(), deadLetterId: 'd' }, 2);
    messages.apply(discarded({ deadLetterId: 'd' }), 3);
    const [entry] = messages.entriesOf('m');
    expect(entry?.outcome).toBe('dead-lettered');
    messages.apply(discarded({ deadLetterId: 'd"1' }), 4);
    expect(entry?.outcome).toBe('discarded');
  });
});
