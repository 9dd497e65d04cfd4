import { aboutDelivery, aboutMessage } from './about-message';
import type { Delivery } from '../messages/delivery';

const about = (body: string | Buffer, contentType?: string): object =>
  aboutMessage(
    { content: Buffer.from(body), properties: { messageId: 'm-1', contentType } },
    'mensajes',
  );

describe('what the log says about a message', () => {
  it('is the id and tipo of its event, beside where it is', () => {
    const event = { id: 'e-1', tipo: 'T' };
    const delivery = { messageId: 'm-1', hasGivenId: true, queue: 'q', attempt: 2 } as Delivery;
    expect(aboutDelivery(delivery, event)).toEqual({
      ...{ ...event, messageId: 'm-1', queue: 'q', attempt: 2, hasGivenId: true },
    });
  });

  it.each([
    ['an event', '{"id":"e-1","tipo":"T","payload":{}}', { id: 'e-1', tipo: 'T' }],
    ['what is no valid event', '{"id":"e-1","tipo":7}', { id: 'e-1' }],
    ['an id that is too long for one', `{"id":"${'x'.repeat(257)}","tipo":"T"}`, { tipo: 'T' }],
    ['bytes that are no JSON', '{"id":"e-1"', {}],
    ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d]), {}],
    ['a list', '[{"id":"e-1"}]', {}],
    ['nothing', '', {}],
    ['what is nested too deep', `{"id":"e-1","a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, {}],
    ['more than is parsed for a line', `{"id":"e-1","a":"${'x'.repeat(262_144)}"}`, {}],
  ])('is as much of it as can be read from %s', (_, body, names) => {
    expect(about(body)).toEqual({ messageId: 'm-1', queue: 'mensajes', ...names });
  });

  it('is not read from what its sender does not call JSON', () => {
    expect(about('{"id":"e-1","tipo":"T"}', 'text/plain')).toEqual({
      ...{ messageId: 'm-1', queue: 'mensajes' },
    });
  });
});
