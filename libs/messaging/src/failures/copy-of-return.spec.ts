import { headers as names } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { readDelivery } from '../decoding/read-delivery';
import type { FailureDecision } from './decide-failure';
import { writeCopy } from './write-copy';

const failure = { code: 'returned', message: 'it came back' };
const again: FailureDecision = {
  ...{ kind: 'retry', waitMs: 2_000, delayMs: 2_100 },
  returns: 3,
  failure,
};

function copyFor(
  decision: FailureDecision,
  sent: object = {},
): { redeliveries: number; copy: ReturnType<typeof writeCopy>; headers: Record<string, unknown> } {
  const message = {
    content: Buffer.from('{}'),
    fields: { exchange: 'events.direct', routingKey: 'etl.job' },
    properties: { messageId: 'm1', headers: sent },
  } as unknown as ConsumeMessage;
  const delivery = readDelivery(message, 'etl.jobs');
  const failed = { message, delivery, handler: 'H', decision, failedAt: new Date(7_000) };
  const copy = writeCopy(failed, topology);
  const headers = copy.properties.headers as Record<string, unknown>;
  return { redeliveries: delivery.redeliveries, copy, headers };
}

describe('the copy of a message that came back', () => {
  it('is the same attempt, with the count of its returns and no first failure', () => {
    const { copy, headers } = copyFor(again);
    expect(copy).toMatchObject({ exchange: '', routingKey: 'etl.jobs.retry.2s' });
    expect(headers).toMatchObject({ [names.attempt]: 1, [names.returns]: 3 });
    expect(headers[names.firstFailedAt]).toBeUndefined();
  });

  it.each<[string, FailureDecision]>([
    ['the next attempt', { kind: 'retry', waitMs: 2_000, delayMs: 2_100, failure }],
    ['a dead letter', { kind: 'dead-letter', failure }],
  ])('counts for %s no returns of the attempt before', (_, decision) => {
    const { headers, redeliveries } = copyFor(decision, { [names.returns]: 3 });
    expect(redeliveries).toBe(3);
    expect(headers[names.returns]).toBeUndefined();
  });
});
