import { StrictValidationPipe } from '@warren/platform';
import { readDeliveryTime } from './delivery-time';
import { PublishEventDto } from './publish-event.dto';

const DAYS_30 = 30 * 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const inMs = (ms: number): string => new Date(NOW + ms).toISOString();

describe('the time to deliver at', () => {
  const pipe = new StrictValidationPipe();

  beforeEach(() => jest.useFakeTimers({ now: NOW }));
  afterEach(() => jest.useRealTimers());

  const check = (options: object): object | Promise<object> =>
    pipe.check(PublishEventDto, { id: '1', tipo: 'T', payload: {}, options });

  it.each([
    { deliverAfter: 0 },
    { deliverAfter: 1 },
    { deliverAfter: DAYS_30 },
    { deliverAt: inMs(DAYS_30) },
    { deliverAt: inMs(-5) },
    { deliverAt: '2026-01-02T08:00:00+05:30' },
    { deliverAt: '2026-01-02t08:00:00.123456z' },
    { deliverAt: '2024-02-29T00:00:00Z' },
    { deliverAfter: 5, deliverAt: null },
    { deliverAfter: null, deliverAt: inMs(5) },
  ])('may be %j', async (options) => {
    expect(await check(options)).toMatchObject({ options });
  });

  it.each([
    [{ deliverAfter: -1 }, '/options/deliverAfter'],
    [{ deliverAfter: 1.5 }, '/options/deliverAfter'],
    [{ deliverAfter: '5' }, '/options/deliverAfter'],
    [{ deliverAfter: DAYS_30 + 1 }, '/options/deliverAfter'],
    [{ deliverAfter: 5, deliverAt: inMs(5) }, '/options/deliverAfter'],
    [{ deliverAt: inMs(DAYS_30 + 1) }, '/options/deliverAt'],
    [{ deliverAt: 'tomorrow' }, '/options/deliverAt'],
    [{ deliverAt: 1_767_225_600_000 }, '/options/deliverAt'],
    [{ deliverAt: '2026-01-01' }, '/options/deliverAt'],
    [{ deliverAt: '2026-01-01T08:00:00' }, '/options/deliverAt'],
    [{ deliverAt: '2026-02-30T08:00:00Z' }, '/options/deliverAt'],
    [{ deliverAt: '2025-02-29T08:00:00Z' }, '/options/deliverAt'],
    [{ deliverAt: '2026-01-01T24:00:00Z' }, '/options/deliverAt'],
    [{ deliverAt: '2026-01-01T08:00:60Z' }, '/options/deliverAt'],
  ])('may not be %j', async (options, pointer) => {
    await expect(Promise.resolve(check(options))).rejects.toMatchObject({
      code: 'invalid_request',
      fields: { errors: [{ pointer }] },
    });
  });

  it('counts a wait from now', () => {
    expect(readDeliveryTime({ deliverAfter: 5 }, NOW)).toEqual(new Date(NOW + 5));
    expect(readDeliveryTime({ deliverAt: inMs(7), deliverAfter: null }, 0)).toEqual(
      new Date(NOW + 7),
    );
    expect(readDeliveryTime({}, NOW)).toBeUndefined();
  });
});
