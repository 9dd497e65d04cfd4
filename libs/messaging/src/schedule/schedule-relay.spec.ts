import { type EventDto, headers as names, WarrenError } from '@warren/model';
import { exchanges, queues, topology } from '@warren/testing';
import type { Delivery } from '../messages/delivery';
import { PermanentError, PostponedError } from '../messages/handler-errors';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import { RefusedError, UnknownOutcomeError } from '../messages/publish-errors';
import { ScheduleRelay } from './schedule-relay';

const NOW = Date.UTC(2026, 0, 1);
const event: EventDto = { id: 'e1', tipo: 'T', payload: {} };

function due(inMs: number, wholeMs: number): Delivery {
  return {
    ...{ messageId: 'm1', hasGivenId: false, queue: queues.scheduled.name, headers: {} },
    ...{ exchange: exchanges.direct.name, routingKey: 'inf' },
    ...{ attempt: 1, redeliveries: 0, redrives: 0 },
    publishedAt: new Date(NOW + inMs - wholeMs),
    deferred: { deliverAt: new Date(NOW + inMs), mandatory: true, persistent: true },
  };
}

describe('the relay of the schedule', () => {
  const sendPatiently = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();
  const clock = { now: () => Date.now(), untilTried: () => Promise.resolve() };
  const relay = new ScheduleRelay({ sendPatiently }, topology, clock);

  beforeEach(() => {
    jest.useFakeTimers({ now: NOW });
    sendPatiently.mockReset().mockResolvedValue({ kind: 'confirmed' });
  });

  afterEach(() => jest.useRealTimers());

  it('publishes what is due, and is done when the broker has confirmed it', async () => {
    await relay.relay(event, due(0, 3_000));
    const [[message]] = sendPatiently.mock.calls as [[OutgoingMessage]];
    expect(message).toMatchObject({
      ...{ exchange: 'events.direct', routingKey: 'inf' },
      properties: { messageId: 'm1', headers: { [names.relayedAt]: NOW } },
    });
  });

  it.each([
    ['that is too large', () => Promise.reject(new WarrenError('too_large', 'no')), 'too_large'],
    [
      'to an exchange it may not publish to',
      () => Promise.resolve({ kind: 'unknown', reason: '403', isForbidden: true } as const),
      'not_permitted',
    ],
  ])('gives up for good what the broker never takes: an event %s (I16)', async (_, send, code) => {
    sendPatiently.mockImplementation(send);
    const relaying = relay.relay(event, due(0, 3_000));
    await expect(relaying).rejects.toMatchObject({ name: 'PermanentError', code });
    expect(sendPatiently).toHaveBeenCalledTimes(1);
  });

  it('says on what is due how often it was edited among the dead letters', async () => {
    await relay.relay(event, { ...due(0, 3_000), edits: 1 });
    const [[message]] = sendPatiently.mock.calls as [[OutgoingMessage]];
    expect(message.properties.headers).toMatchObject({ [names.edits]: 1 });
  });

  it.each([2_000, 1])('puts off what is due in %p ms', async (inMs) => {
    const error = await relay.relay(event, due(inMs, 3_000)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PostponedError);
    expect((error as PostponedError).delayMs).toBe(inMs);
    expect(sendPatiently).not.toHaveBeenCalled();
  });

  it('is not early by the other clock, where this one is ahead of the broker', async () => {
    const hourAhead = { ...clock, now: () => NOW - 3_600_000 };
    const held = new ScheduleRelay({ sendPatiently }, topology, hourAhead);
    await expect(held.relay(event, due(0, 3_600_000))).rejects.toBeInstanceOf(PostponedError);
    expect(sendPatiently).not.toHaveBeenCalled();
  });

  it('gives up what no queue wants, and says what comes near', async () => {
    sendPatiently.mockResolvedValue({ kind: 'unroutable' });
    await expect(relay.relay(event, due(0, 1))).rejects.toMatchObject({
      constructor: PermanentError,
      code: 'unroutable',
      message: 'no queue is bound to `events.direct` for `inf`; near: `info`',
    });
  });

  it.each([
    [{ kind: 'refused', reason: 'full' } as const, RefusedError],
    [{ kind: 'unknown', reason: 'late' } as const, UnknownOutcomeError],
  ])('leaves it to another attempt when it is %j', async (outcome, errorClass) => {
    sendPatiently.mockResolvedValue(outcome);
    await expect(relay.relay(event, due(0, 1))).rejects.toBeInstanceOf(errorClass);
  });

  it('gives up what cannot be sent at all', async () => {
    sendPatiently.mockRejectedValue(new WarrenError('invalid_request', 'cannot be sent'));
    await expect(relay.relay(event, due(0, 1))).rejects.toBeInstanceOf(PermanentError);
  });

  it('gives up what was not put off by a publisher, before it waits (I14)', async () => {
    const forged = { ...due(1_000, 3_000), exchange: 'amq.topic' };
    await expect(relay.relay(event, forged)).rejects.toMatchObject({ code: 'route_not_allowed' });
    const far = due(10 * 365 * 86_400_000, 10 * 365 * 86_400_000);
    await expect(relay.relay(event, far)).rejects.toMatchObject({ code: 'too_far_ahead' });
    const plain = { ...due(0, 1), deferred: undefined };
    await expect(relay.relay(event, plain)).rejects.toMatchObject({ code: 'not_scheduled' });
  });
});
