import { EventDto, type EventClass } from '@warren/model';
import { plainToInstance, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, registerDecorator, ValidateNested } from 'class-validator';
import { decode } from './decode-slowly.harness';

jest.mock('class-transformer', () => {
  const actual = jest.requireActual<typeof import('class-transformer')>('class-transformer');
  return { ...actual, plainToInstance: jest.fn(actual.plainToInstance) };
});

/** A rule of an application's own. */
function Keeps(validate: (value: unknown) => boolean | Promise<boolean>): PropertyDecorator {
  return (object, name) =>
    registerDecorator({
      name: 'keeps',
      target: object.constructor,
      propertyName: String(name),
      validator: { validate, defaultMessage: () => `${String(name)} is wrong` },
    });
}

class Address {
  @IsString()
  readonly city!: string;
}

class Trip {
  @IsInt()
  readonly km!: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => Address)
  readonly to?: Address;

  @IsOptional()
  @Keeps((code) => (code as string).startsWith('T'))
  readonly code?: string;
}

class TripDto extends EventDto {
  @ValidateNested()
  @Type(() => Trip)
  override readonly payload!: Trip;
}

class Route {
  @ValidateNested({ each: true })
  @Type(() => Address)
  readonly stops!: readonly Address[];
}

/** Its checks are not compiled. */
class RouteDto extends EventDto {
  @ValidateNested()
  @Type(() => Route)
  override readonly payload!: Route;
}

const names = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, at]));
const large = names(6_000);
const zeros = Array.from({ length: 6_000 }, () => 0);

const decodePayload = (payload: object, eventClass: EventClass): Promise<EventDto> =>
  decode(JSON.stringify({ id: '1', tipo: 'T', payload }), eventClass);

describe('an event of more than 1,000 values', () => {
  beforeEach(() => jest.mocked(plainToInstance).mockClear());

  it.each<[string, EventClass, object]>([
    ['names that objects inherit', EventDto, { valueOf: 1, ...large, x: [{ isPrototypeOf: {} }] }],
    [
      'such names in its classes',
      TripDto,
      { km: 1, toString: 0, to: { city: 'x', valueOf: large } },
    ],
    ['a list in the place of an object', TripDto, { km: 1, to: [], ...large }],
    [
      'objects in that list',
      TripDto,
      { km: 1, to: [{ city: 'x', constructor: 1 }, [{ city: 'y' }]], zeros },
    ],
  ])('and %s is accepted without class-transformer', async (_, eventClass, payload) => {
    const event = await decodePayload(payload, eventClass);
    expect(event).toBeInstanceOf(eventClass);
    expect(JSON.stringify(event.payload)).toBe(JSON.stringify(payload));
    expect(plainToInstance).not.toHaveBeenCalled();
  });

  it.each<[string, object]>([
    ['payload.km must be an integer number', { km: 'x' }],
    ['payload.km must be an integer number', { km: {}, hasOwnProperty: 1 }],
    ['payload.to.city must be a string', { km: 1, to: { valueOf: 1 } }],
    ['payload.to.1.city must be a string', { km: 1, to: [{ city: 'x' }, { city: 2 }] }],
    ['payload.nested property to must be either object or array', { km: 1, to: 'x' }],
    ['payload.km must be an integer number; payload.code is wrong', { code: 'x' }],
    ['code.startsWith is not a function', { km: 1, code: 7 }],
  ])(
    'is refused (%s) without class-transformer, in the words of a small one',
    async (reason, payload) => {
      const refused = { name: 'PermanentError', code: 'invalid_event', message: reason };
      await expect(decodePayload({ ...payload, large, zeros }, TripDto)).rejects.toMatchObject(
        refused,
      );
      await expect(decodePayload({ ...payload, ...large }, TripDto)).rejects.toMatchObject(refused);
      expect(plainToInstance).not.toHaveBeenCalled();
      await expect(decodePayload(payload, TripDto)).rejects.toMatchObject(refused);
      expect(plainToInstance).toHaveBeenCalledTimes(1);
    },
  );

  it('names up to 20 faults', async () => {
    const to = zeros.map((city) => ({ city }));
    await expect(decodePayload({ km: 1, to }, TripDto)).rejects.toMatchObject({
      faults: to.slice(0, 20).map((_, at) => ({ pointer: `/payload/to/${at}/city` })),
    });
  });

  describe('whose class has checks that are not compiled', () => {
    const stops = [{ city: 'x', map: names(5_000) }];

    it('is refused with more than 5,000 names in one object', async () => {
      for (const payload of [
        { stops, ...names(5_000) },
        { stops: [{ city: 'x', maps: [names(5_001)] }] },
        { stops, constructor: 1, map: names(5_001) },
      ]) {
        await expect(decodePayload(payload, RouteDto)).rejects.toMatchObject({
          code: 'invalid_event',
          message: 'more than 5000 names in one object',
        });
      }
      expect(plainToInstance).not.toHaveBeenCalled();
    });

    it('is accepted with fewer, and with lists of any length', async () => {
      const payload = { stops, zeros };
      expect(await decodePayload(payload, RouteDto)).toMatchObject({ payload });
      // Names that are set aside do not count.
      const aside = { stops, constructor: names(5_001) };
      expect(await decodePayload(aside, RouteDto)).toMatchObject({ payload: aside });
    });
  });

  it('is for class-validator to judge where a validator gives a promise', async () => {
    class LateDto extends EventDto {
      @Keeps((code) => Promise.resolve(code === 'T'))
      readonly code!: string;
    }
    const event = (code: string): Promise<EventDto> =>
      decode(JSON.stringify({ id: '1', tipo: 'T', payload: { zeros }, code }), LateDto);
    expect(await event('T')).toBeInstanceOf(LateDto);
    await expect(event('x')).rejects.toMatchObject({ message: 'code is wrong' });
  });
});
