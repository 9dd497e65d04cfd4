import { Contracts, type Publisher } from '@warren/messaging';
import { bindAll, defineTopology, EventDto, exchange, queue } from '@warren/model';
import { Type } from 'class-transformer';
import { IsNotEmpty, ValidateNested } from 'class-validator';
import { IdempotencyStore } from '../idempotency/idempotency-store';
import { messageIdOf, PublishService } from './publish.service';

class PromoPayload {
  @IsNotEmpty()
  readonly text!: string;
}

class PromoDto extends EventDto {
  @ValidateNested()
  @Type(() => PromoPayload)
  override readonly payload!: PromoPayload;
}

const news = exchange('news', 'fanout');
const queues = ['email', 'push', 'sms'].map((name) =>
  queue(name, { event: PromoDto, from: [bindAll(news)] }),
);
const topology = defineTopology({ exchanges: [news], queues });

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
      const refused = service.publish({ exchange: news }, '', event, context);
      await expect(refused).rejects.toMatchObject({ code: 'contract_violated' });
      expect(publish).not.toHaveBeenCalled();
      const route = { exchange: news, onViolation: 'warn' } as const;
      const receipt = await service.publish(route, '', event, context);
      expect(receipt.outcome).toBe('confirmed');
      expect(receipt.warnings?.map(({ pointer, queue }) => `${queue} ${pointer}`).sort()).toEqual(
        queues.map(({ name }) => `${name} /payload/text`),
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
