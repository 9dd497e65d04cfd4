import { Logger } from '@nestjs/common';
import { exchanges, topology } from '@warren/testing';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import { writeMessage } from '../messages/write-message';
import { scheduleDelivery } from './schedule-delivery';
import { writeLogEntry, writeScheduled } from './write-scheduled';

const NOW = Date.UTC(2026, 0, 1);
const route = { exchange: exchanges.direct.name, routingKey: 'info' };
const plain = writeMessage(route, { id: 'e1', tipo: 'T', payload: {} }, 'm1', {}, NOW);
const message = writeScheduled(plain, new Date(NOW + 3_000), topology, NOW);

describe('putting a message off', () => {
  const send = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();
  const sendPatiently = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();
  const restoreQueue = jest.fn<Promise<void>, [string]>();
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();

  beforeEach(() => {
    jest.resetAllMocks();
    restoreQueue.mockResolvedValue();
    sendPatiently.mockResolvedValue({ kind: 'confirmed' });
  });

  afterAll(() => warn.mockRestore());

  const putting = (): Promise<SendOutcome> =>
    scheduleDelivery(message, send, topology, { sendPatiently, restoreQueue });

  it('is confirmed when a stage has it, and entered in the log then', async () => {
    let confirm: (outcome: SendOutcome) => void = () => undefined;
    send.mockReturnValue(new Promise((resolve) => (confirm = resolve)));
    const outcome = putting();
    expect(send.mock.calls).toEqual([[message]]);
    expect(sendPatiently).not.toHaveBeenCalled();
    confirm({ kind: 'confirmed' });
    expect(await outcome).toEqual({ kind: 'confirmed' });
    expect(sendPatiently.mock.calls).toEqual([[writeLogEntry(message, topology)]]);
    expect(restoreQueue).not.toHaveBeenCalled();
  });

  it('sends it once more when its stage was missing and is back (I9)', async () => {
    send.mockResolvedValueOnce({ kind: 'unroutable' });
    send.mockResolvedValueOnce({ kind: 'confirmed' });
    expect(await putting()).toEqual({ kind: 'confirmed' });
    expect(send.mock.calls).toEqual([[message], [message]]);
    expect(restoreQueue.mock.calls).toEqual([[message.routingKey]]);
    expect(sendPatiently).toHaveBeenCalledTimes(1);
  });

  it('is refused, and not entered, when its stage stays missing (I9)', async () => {
    send.mockResolvedValue({ kind: 'unroutable' });
    restoreQueue.mockRejectedValue(new Error('not allowed to declare'));
    expect(await putting()).toEqual({
      kind: 'refused',
      reason: 'the delay stage for this wait is missing on the broker',
      queues: [message.routingKey],
    });
    expect(send).toHaveBeenCalledTimes(2);
    expect(sendPatiently).not.toHaveBeenCalled();
  });

  it.each([
    { kind: 'refused', reason: 'full' } as const,
    { kind: 'unknown', reason: 'late' } as const,
  ])('is not entered, nor sent again, when it is %j', async (outcome) => {
    send.mockResolvedValue(outcome);
    expect(await putting()).toEqual(outcome);
    expect(send).toHaveBeenCalledTimes(1);
    expect(sendPatiently).not.toHaveBeenCalled();
  });

  it.each([
    ['is refused', (): Promise<SendOutcome> => Promise.resolve({ kind: 'refused', reason: 'no' })],
    ['cannot be sent', (): Promise<SendOutcome> => Promise.reject(new Error('no'))],
  ])('is confirmed though its entry %s, and says so', async (_, answer) => {
    send.mockResolvedValue({ kind: 'confirmed' });
    sendPatiently.mockImplementation(answer);
    expect(await putting()).toEqual({ kind: 'confirmed' });
    await new Promise(process.nextTick);
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ messageId: 'm1' }),
      'it is put off, and not counted',
    );
  });
});
