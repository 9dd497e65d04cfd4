import { messageIdOf } from './publish.service';

describe('the message id of an idempotency key', () => {
  it('is the same for the same request, and a UUIDv5', () => {
    const id = messageIdOf('key', 'events.direct', 'info', { id: '1' });
    expect(messageIdOf('key', 'events.direct', 'info', { id: '1' })).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is another one for another key or another request, so that none is taken for a repeat', () => {
    const ids = [
      messageIdOf('key', 'events.direct', 'info', { id: '1' }),
      messageIdOf('other', 'events.direct', 'info', { id: '1' }),
      messageIdOf('key', 'events.direct', 'info', { id: '2' }),
      messageIdOf('key', 'events.direct', 'error', { id: '1' }),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
