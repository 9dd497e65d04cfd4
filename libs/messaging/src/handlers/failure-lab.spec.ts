import type { Delivery } from '../messages/delivery';
import { injectFault } from './failure-lab';

describe('the failure lab', () => {
  const crash = jest.fn();

  function obey(lab: unknown, delivery: Partial<Delivery> = {}): Promise<void> | undefined {
    const event = { id: '1', tipo: 'T', payload: { lab } };
    return injectFault(event, { attempt: 1, redeliveries: 0, ...delivery } as Delivery, crash);
  }

  it.each([
    ['retryable', 'lab_retryable'],
    ['permanent', 'lab_permanent'],
  ])('fails %s with the code %s', (fail, code) => {
    expect(() => obey({ fail })).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('fails on the first attempts only, when their number is given', () => {
    const lab = { fail: 'retryable', attempts: 2 };
    expect(() => obey(lab, { attempt: 2 })).toThrow();
    expect(obey(lab, { attempt: 3 })).toBeUndefined();
  });

  it('fails in one queue only, when it is given', () => {
    const lab = { fail: 'retryable', queue: 'notifications.sms' };
    expect(() => obey(lab, { queue: 'notifications.sms' })).toThrow();
    expect(obey(lab, { queue: 'notifications.email' })).toBeUndefined();
  });

  it('counts a crash as an attempt, though the message does not', () => {
    const lab = { fail: 'crash', attempts: 2 };
    expect(obey(lab, { redeliveries: 1 })).toBeInstanceOf(Promise);
    expect(crash).toHaveBeenCalledTimes(1);
    expect(obey(lab, { redeliveries: 2 })).toBeUndefined();
    expect(crash).toHaveBeenCalledTimes(1);
  });

  it('hangs without an end', async () => {
    const hanging = obey({ fail: 'hang' });
    await expect(Promise.race([hanging, Promise.resolve('first')])).resolves.toBe('first');
  });

  it.each([undefined, null, 'retryable', {}, { fail: 'explode' }, { fail: 1 }])(
    'leaves %p alone',
    (lab) => expect(obey(lab)).toBeUndefined(),
  );
});
