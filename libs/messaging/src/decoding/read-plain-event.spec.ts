import { EventDto, type EventClass } from '@warren/model';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsNotEmpty, IsOptional, Max, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { decode, decodeSlowly, findFaultsSlowly, outcomeOf } from './decode-slowly.harness';
import { findPlainFaults, readPlainEvent } from './read-plain-event';
import { isUnremarkable } from './strip-inherited-keys';

class OrderDto extends EventDto {
  @IsOptional()
  @IsInt()
  @Max(9)
  readonly urgency?: number;

  @IsArray()
  readonly lines!: readonly unknown[];
}

class LineDto {
  @IsInt()
  readonly amount!: number;
}

class PaymentPayload {
  @IsInt()
  readonly a!: number;

  @IsOptional()
  @IsNotEmpty()
  readonly lines?: Set<unknown>;

  @IsOptional()
  @ValidateNested()
  @Type(() => LineDto)
  readonly b?: LineDto;
}

class PaymentDto extends EventDto {
  @ValidateNested()
  @Type(() => PaymentPayload)
  override readonly payload!: PaymentPayload;
}

class BasketPayload {
  @IsOptional()
  @IsInt({ each: true })
  readonly a?: number | number[];

  @ValidateNested({ each: true })
  @Type(() => LineDto)
  readonly b!: readonly LineDto[];

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PaymentPayload)
  readonly lines?: PaymentPayload[] | null;
}

class BasketDto extends EventDto {
  @ValidateNested()
  @Type(() => BasketPayload)
  override readonly payload!: BasketPayload;
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
const line = fields.map((entries) => ({ ...Object.fromEntries(entries), amount: 2 }));
const payment = fc
  .tuple(fields, fc.oneof(line, fc.array(fc.oneof(line, fc.array(line), value), { maxLength: 2 })))
  .map(([entries, b]) => ({ ...Object.fromEntries(entries), a: 1, b }));
const basket = fc
  .tuple(payment, fc.array(fc.oneof({ weight: 3, arbitrary: payment }, value), { maxLength: 2 }))
  .map(([entries, lines]) => ({ ...entries, lines }));
const good = fc.record({
  id: fc.constantFrom('1', 'é'),
  tipo: fc.constant('T'),
  payload: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom<object>({}, { a: [{ b: [] }] }) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<object>(
        { a: 1 },
        { a: 1, b: { amount: 2, x: {} } },
        { b: { amount: '' }, a: 1 },
      ),
    },
    { weight: 10, arbitrary: payment },
    { weight: 5, arbitrary: basket },
    value,
  ),
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

describe('an event that is read the short way', () => {
  it.each([EventDto, OrderDto, PaymentDto, BasketDto])(
    'is accepted or refused, and looks, as class-transformer and class-validator have it: %p',
    async (eventClass) => {
      const seen = { short: 0, accepted: 0, remarkable: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(body, async (text) => {
          const outcome = await outcomeOf(decode(text, eventClass), eventClass);
          expect(outcome).toEqual(await outcomeOf(decodeSlowly(text, eventClass), eventClass));
          seen[outcome === 'refused' ? 'refused' : 'accepted'] += 1;
          const parsed: unknown = JSON.parse(text);
          if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return;
          const isRemarkable = !isUnremarkable(parsed);
          const faults = isRemarkable ? [] : findPlainFaults(parsed, eventClass);
          const slow = isRemarkable ? [] : await findFaultsSlowly(parsed, eventClass);
          expect(isRemarkable || faults.length > 0 === (outcome === 'refused')).toBe(true);
          expect(faults.filter(({ detail }) => !detail.endsWith(' is missing'))).toEqual(slow);
          seen.remarkable += Number(outcome !== 'refused' && isRemarkable);
          seen.short += Number(readPlainEvent(parsed, eventClass) !== undefined);
        }),
        { numRuns: 1_000 },
      );
      // Each about 70 times or more.
      for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
    },
  );

  it('has its nested values as they were parsed', () => {
    const payload = { a: [{ b: 1 }] };
    const event = readPlainEvent({ id: '1', tipo: 'T', payload, extra: payload }, EventDto);
    expect(event).toBeInstanceOf(EventDto);
    expect(event?.payload).toBe(payload);
    expect(event).toHaveProperty('extra', payload);
  });

  it('is none when its class has no rules at all, since class-validator refuses those', () => {
    class NoRules {}
    const sent = { id: '1', tipo: 'T', payload: {} };
    expect(readPlainEvent(sent, NoRules as EventClass)).toBeUndefined();
  });
});
