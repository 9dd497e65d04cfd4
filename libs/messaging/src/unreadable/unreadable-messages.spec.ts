import { headers as names } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { readUnreadable } from './read-unreadable';
import { UnreadableMessages } from './unreadable-messages';

const TAKES = 1_000;

describe('setting an unreadable message aside', () => {
  it.each([
    ['broker', TAKES, 1_000_000],
    ['queue', Infinity, 4 * TAKES],
  ])('leaves out the end of a body that the %s does not take', async (_, takes, maxBytes) => {
    const sent: OutgoingMessage[] = [];
    const publisher = {
      maxMessageBytes: takes,
      sendPatiently: (copy: OutgoingMessage) => {
        sent.push(copy);
        return Promise.resolve({ kind: 'confirmed' } as const);
      },
      restoreTopology: () => Promise.resolve(),
    };
    const unreadable = { queue: 'unreadable', lock: 'unreadable.look', maxLength: 1, maxBytes };
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
    expect(body.length).toBe(TAKES);
    expect(read.bytesLeftOut).toBe(5_010 - TAKES);
  });
});
