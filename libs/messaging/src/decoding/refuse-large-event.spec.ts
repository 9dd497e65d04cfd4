import { EventDto, type EventClass } from '@warren/model';
import { Expose, plainToInstance, Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, registerDecorator, ValidateNested } from 'class-validator';
import { decode, findFaultsSlowly } from './decode-slowly.harness';
import { InvalidEventError } from './invalid-event.error';

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

class Tour {
  @ValidateNested({ each: true })
  @Type(() => Trip)
  readonly trips!: readonly Trip[];
}

class TourDto extends EventDto {
  @ValidateNested()
  @Type(() => Tour)
  override readonly payload!: Tour;
}

class Route {
  @Expose()
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

/** As class-transformer and class-validator have it. */
async function slowReason(payload: object, eventClass: EventClass): Promise<string> {
  const faults = findFaultsSlowly({ id: '1', tipo: 'T', payload }, eventClass);
  return faults.then(
    (found) => new InvalidEventError(found).message,
    (error: Error) => error.message,
  );
}

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
    ['a list of classes', TourDto, { trips: zeros.map((km) => ({ km, to: [{ city: 'x' }] })) }],
    [
      'lists and an object in the place of a list of classes',
      TourDto,
      { trips: [[{ km: 1, valueOf: 1 }, [[]]], { km: 2, to: null, toString: large }] },
    ],
  ])('and %s is accepted without class-transformer', async (_, eventClass, payload) => {
    const event = await decodePayload(payload, eventClass);
    expect(event).toBeInstanceOf(eventClass);
    expect(JSON.stringify(event.payload)).toBe(JSON.stringify(payload));
    expect(plainToInstance).not.toHaveBeenCalled();
  });

  it.each<[string, object, EventClass?]>([
    ['payload.trips is missing', {}, TourDto],
    ['payload.trips.1.km must be an integer number', { trips: [{ km: 1 }, {}] }, TourDto],
    ['payload.trips.0.0.to.city must be a string', { trips: [[{ km: 1, to: {} }]] }, TourDto],
    [
      'payload.trips.each value in nested property trips must be either object or array',
      { trips: [null] },
      TourDto,
    ],
    ['payload.km must be an integer number', { km: 'x' }],
    ['payload.km must be an integer number', { km: {}, hasOwnProperty: 1 }],
    ['payload.to.city must be a string', { km: 1, to: { valueOf: 1 } }],
    ['payload.to.1.city must be a string', { km: 1, to: [{ city: 'x' }, { city: 2 }] }],
    ['payload.nested property to must be either object or array', { km: 1, to: 'x' }],
    ['payload.km must be an integer number; payload.code is wrong', { code: 'x' }],
    ['code.startsWith is not a function', { km: 1, code: 7 }],
  ])(
    'is refused (%s) without class-transformer, in the words of class-validator',
    async (reason, payload, eventClass = TripDto) => {
      const refused = { name: 'PermanentError', code: 'invalid_event', message: reason };
      for (const sent of [{ ...payload, large, zeros }, { ...payload, ...large }, payload]) {
        await expect(decodePayload(sent, eventClass)).rejects.toMatchObject(refused);
      }
      expect(plainToInstance).not.toHaveBeenCalled();
      // Of an object that is missing class-validator itself says nothing.
      const isMissing = reason.endsWith(' is missing');
      expect(await slowReason(payload, eventClass)).toBe(isMissing ? '' : reason);
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

    it.each([
      ['5000 names in one object', { stops, ...names(5_000) }],
      ['5000 names in one object', { stops: [{ city: 'x', maps: [names(5_001)] }] }],
      ['5000 names in one object', { stops, constructor: 1, map: names(5_001) }],
      ['20000 values', { stops: Array.from({ length: 20_000 }, () => ({ city: 'x' })) }],
    ])('is refused with more than %s', async (bound, payload) => {
      await expect(decodePayload(payload, RouteDto)).rejects.toMatchObject({
        code: 'invalid_event',
        message: `more than ${bound}`,
      });
      expect(plainToInstance).not.toHaveBeenCalled();
    });

    it('is accepted with fewer, also in one list', async () => {
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
