import { headers as names } from '@warren/contracts';
import { ProblemError } from '@warren/platform';
import type { ConsumeMessage } from 'amqplib';
import type { OutgoingMessage } from '../publishing/outgoing-message';
import { readUnreadable } from './read-unreadable';
import { UnreadableMessages } from './unreadable-messages';

const BROKER_TAKES = 1_000;

describe('setting an unreadable message aside', () => {
  it('leaves out the end of a body that the broker does not take, and says how much', async () => {
    const sent: OutgoingMessage[] = [];
    const publisher = {
      sendPatiently: (copy: OutgoingMessage) => {
        if (copy.body.length > BROKER_TAKES) {
          return Promise.reject(new ProblemError('too_large', 'too large'));
        }
        sent.push(copy);
        return Promise.resolve({ kind: 'confirmed' } as const);
      },
      restoreTopology: () => Promise.resolve(),
    };
    const unreadable = { queue: 'unreadable', maxLength: 1, maxBytes: 1 };
    const messages = new UnreadableMessages(publisher, { unreadable });
    const bytes = Buffer.from('properties');
    const message = {
      content: Buffer.alloc(5_000, 'b'),
      fields: { exchange: 'e', routingKey: 'k', deliveryTag: 1 },
      properties: {},
    } as ConsumeMessage;
    const { signal } = new AbortController();
    await messages.setAside(message, { fault: 'too_deep', bytes }, 'first', signal);
    expect(sent).toHaveLength(1);
    const { body, properties } = sent[0] as OutgoingMessage;
    expect(properties.headers).toMatchObject({ [names.unreadable]: 'too_deep' });
    const read = readUnreadable({ ...message, content: body, properties } as ConsumeMessage);
    expect(read).toMatchObject({ queue: 'first', exchange: 'e', routingKey: 'k' });
    expect(read.properties.toString()).toBe('properties');
    expect(read.bytesLeftOut).toBe(5_010 - body.length);
    expect(read.bytesLeftOut).toBeGreaterThan(4_000);
  });
});
