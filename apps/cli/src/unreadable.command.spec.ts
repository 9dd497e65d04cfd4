import { run } from './cli-context.harness';
import { runUnreadable } from './unreadable.command';

const message = {
  ...{ id: 'u/1', fault: 'too_deep', at: '2026-11-29T05:00:00.000Z', queue: 'mensajes' },
  ...{ exchange: '', routingKey: 'mensajes', messageId: 'm1' },
  ...{ propertyBytes: 3, bodyBytes: 2, bytesLeftOut: 7 },
};

describe('the command unreadable', () => {
  it('lists what was set aside', async () => {
    const { asked, code, printed } = await run(runUnreadable, ['list'], [message]);
    expect(asked).toEqual([['/unreadable', { limit: '10000' }]]);
    expect(printed[1]).toContain('u/1');
    expect(printed[1]).toContain('too_deep');
    expect(code).toBe(0);
  });

  it('shows one with all its bytes', async () => {
    const answer = { ...message, properties: 'QUJD', body: 'e30=' };
    const { asked, printed } = await run(runUnreadable, ['show', 'u/1'], answer);
    expect(asked).toEqual([['/unreadable/u%2F1']]);
    expect(printed.slice(-2)).toEqual([
      'properties   3 bytes (base64) QUJD',
      'body         2 bytes, 7 more are missing (base64) e30=',
    ]);
  });

  it('says so when there is none', async () => {
    expect((await run(runUnreadable, ['list'], [])).printed).toEqual(['No message is set aside.']);
  });
});
