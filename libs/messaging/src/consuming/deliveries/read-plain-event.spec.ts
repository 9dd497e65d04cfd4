import { EventDto, type EventClass } from '@warren/contracts';
import { Exclude, Expose, plainToInstance, Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  validate,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import secureJson from 'secure-json-parse';
import { decodeEvent } from './decode-event';
import { readPlainEvent } from './read-plain-event';
import { putBack, setAsideNames } from './set-aside-names';

class OrderDto extends EventDto {
  @IsOptional()
  @IsInt()
  @Max(9)
  readonly urgency?: number;

  @IsArray()
  readonly lines!: readonly unknown[];
}

/** Names with a meaning somewhere on the way, and others. */
const name = fc.constantFrom(
  ...['id', 'tipo', 'payload', 'urgency', 'lines', 'a', '0', '', 'then', 'length', 'toJSON'],
  ...['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'],
);
const { value } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, '', 'x', 'x'.repeat(300), 'é'.repeat(130), -0, 7, 1e300),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 4 })
    .map((fields) => Object.fromEntries(fields) as object),
}));
const fields = fc.array(fc.tuple(name, value), { maxLength: 3 });
const good = fc.record({
  id: fc.constantFrom('1', 'é'),
  tipo: fc.constant('T'),
  payload: fc.oneof(fc.constantFrom<object>({}, { a: [{ b: [] }] }), value),
  lines: fc.constantFrom<object>([], [1, { a: [] }]),
});
const body = fc
  .oneof(
    value,
    fields.map((entries) => Object.fromEntries(entries) as unknown),
    fc
      .tuple(fields, good, fields)
      .map(([before, event, after]) =>
        Object.fromEntries([...before, ...Object.entries(event), ...after]),
      ),
  )
  .map((sent) => JSON.stringify(sent));

function decode(text: string, eventClass: EventClass): Promise<EventDto> {
  return decodeEvent({ content: Buffer.from(text), properties: {} }, eventClass);
}

/** Everything by class-transformer and class-validator, and nothing by a quick look. */
async function decodeSlowly(text: string, eventClass: EventClass): Promise<EventDto> {
  const parsed: unknown = secureJson.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('no');
  const setAside = setAsideNames(parsed);
  const event = plainToInstance(eventClass, parsed);
  if ((await validate(event)).length > 0) throw new Error('invalid');
  putBack(event, setAside);
  return event;
}

async function outcomeOf(decoding: Promise<EventDto>, eventClass: EventClass): Promise<unknown> {
  try {
    const event = await decoding;
    const isInstance = Object.getPrototypeOf(event) === eventClass.prototype;
    return { json: JSON.stringify(event), names: Reflect.ownKeys(event), isInstance };
  } catch {
    return 'refused';
  }
}

describe('an event that is read the short way', () => {
  it.each([EventDto, OrderDto])(
    'is accepted or refused, and looks, as class-transformer and class-validator have it: %p',
    async (eventClass) => {
      const seen = { short: 0, accepted: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(body, async (text) => {
          const outcome = await outcomeOf(decode(text, eventClass), eventClass);
          expect(outcome).toEqual(await outcomeOf(decodeSlowly(text, eventClass), eventClass));
          seen[outcome === 'refused' ? 'refused' : 'accepted'] += 1;
          const parsed: unknown = JSON.parse(text);
          if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return;
          seen.short += Number(readPlainEvent(parsed, eventClass) !== undefined);
        }),
        { numRuns: 1_000 },
      );
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
    },
  );

  it('has its nested values as they were parsed', () => {
    const payload = { a: [{ b: 1 }] };
    const event = readPlainEvent({ id: '1', tipo: 'T', payload, extra: payload }, EventDto);
    expect(event).toBeInstanceOf(EventDto);
    expect(event?.payload).toBe(payload);
    expect(event).toHaveProperty('extra', payload);
  });

  it('is none when its class asks for more than checks', async () => {
    class Inner {
      @IsInt()
      readonly n!: number;
    }
    class TypedDto extends EventDto {
      @Type(() => Date)
      readonly at!: Date;
    }
    class TransformedDto extends EventDto {
      @Transform(({ value: sent }) => `${String(sent)}!`)
      override readonly tipo!: string;
    }
    class ExposedDto extends EventDto {
      @Expose({ name: 'short' })
      readonly long?: string;
    }
    class ExcludedDto extends EventDto {
      @Exclude()
      readonly at?: string;
    }
    @Exclude()
    class ExcludedClassDto extends EventDto {}
    class DerivedDto extends TypedDto {}
    class NestedDto extends EventDto {
      @IsOptional()
      @ValidateNested()
      readonly inner?: Inner;
    }
    class DefaultDto extends EventDto {
      @IsString()
      @MaxLength(9)
      readonly unit: string = 'kg';
    }
    class MethodDto extends EventDto {
      short(): string {
        return this.id;
      }
    }
    class SetDto extends EventDto {
      @IsNotEmpty()
      readonly at!: Set<string>;
    }
    class AccessorDto extends EventDto {
      set long(sent: string) {
        Object.assign(this, { set: sent });
      }
    }
    class FrozenDto extends EventDto {
      constructor() {
        super();
        Object.freeze(this);
      }
    }
    const sent = { id: '1', tipo: 'T', payload: {}, at: ['2026-01-02'], short: 's', long: 'l' };
    const classes = [TypedDto, TransformedDto, ExposedDto, ExcludedDto, ExcludedClassDto].concat(
      ...[DerivedDto, NestedDto, DefaultDto, MethodDto, SetDto, AccessorDto, FrozenDto],
    );
    for (const each of classes) {
      expect([each.name, readPlainEvent(sent, each)]).toEqual([each.name, undefined]);
      const text = JSON.stringify(sent);
      expect(await outcomeOf(decode(text, each), each)).toEqual(
        await outcomeOf(decodeSlowly(text, each), each),
      );
    }
  });

  it('is none when its class has no rules at all, since class-validator refuses those', () => {
    class NoRules {}
    const sent = { id: '1', tipo: 'T', payload: {} };
    expect(readPlainEvent(sent, NoRules as EventClass)).toBeUndefined();
  });
});
