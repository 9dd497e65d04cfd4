import { Contracts, type Publisher } from '@warren/messaging';
import { routes, topology } from '@warren/contracts';
import { IdempotencyStore } from '../idempotency/idempotency-store';
import { messageIdOf, PublishService } from './publish.service';

describe('an event that a queue would refuse', () => {
  const event = { id: '1', tipo: 'PROMO', payload: { text: '' } };
  const publish = jest.fn().mockResolvedValue({ outcome: 'confirmed' });
  const service = new PublishService(
    { publish } as unknown as Publisher,
    new IdempotencyStore(9, 9_999),
    new Contracts(topology),
  );

  it.each([{}, { idempotencyKey: 'key' }])(
    'is published by a route that only warns, with the warnings in its receipt: %j',
    async (given) => {
      const context = { isDryRun: false, ...given };
      const refused = service.publish(routes.fanout, '', event, context);
      await expect(refused).rejects.toMatchObject({ code: 'contract_violated' });
      expect(publish).not.toHaveBeenCalled();
      const route = { ...routes.fanout, onViolation: 'warn' } as const;
      const receipt = await service.publish(route, '', event, context);
      expect(receipt.outcome).toBe('confirmed');
      expect(receipt.warnings?.map(({ pointer, queue }) => `${queue} ${pointer}`).sort()).toEqual(
        ['email', 'push', 'sms'].map((each) => `notifications.${each} /payload/text`),
      );
      expect(publish).toHaveBeenCalledTimes(1);
      publish.mockClear();
    },
  );
});

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
