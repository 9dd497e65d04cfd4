import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsInt, IsOptional, isRFC3339, IsString } from 'class-validator';
import { Matches, Max, MaxLength, Min, MinLength, ValidateBy } from 'class-validator';
import { readHeaderTest, readPayloadTest, type FieldTest } from '../../messages/field-test';
import type { MessageFilter } from '../../messages/message-filter';
import { IsTime } from '../is-time';
import { ToWhole } from '../page-query';

const MAX_TESTS = 8;

/** A whole number that is at least so large; nothing when it is absent. */
function AtLeast(least: number, description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ description, minimum: least, type: 'integer' }),
    IsOptional(),
    ToWhole(),
    IsInt(),
    Min(least),
    Max(Number.MAX_SAFE_INTEGER),
  );
}

/** A parameter that may be given up to 8 times, each a test that can be read. */
function Tests(
  read: (text: string) => FieldTest | undefined,
  form: string,
  documented: { readonly description: string; readonly example: readonly string[] },
): PropertyDecorator {
  const isTest = (text: unknown): boolean => typeof text === 'string' && read(text) !== undefined;
  const defaultMessage = (): string => form;
  return applyDecorators(
    ApiPropertyOptional({ ...documented, type: [String] }),
    IsOptional(),
    Transform(({ value }: { value: unknown }) => [value].flat()),
    ArrayMaxSize(MAX_TESTS),
    MaxLength(512, { each: true }),
    ValidateBy({ name: 'isTest', validator: { validate: isTest, defaultMessage } }, { each: true }),
  );
}

/** Which messages are meant. Every filter that is set must match. */
export class MessageFilterDto {
  @ApiPropertyOptional({ description: 'Only from this queue.', example: queues.mensajes.name })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Only events of this tipo.', example: 'CREACION' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly tipo?: string;

  @ApiPropertyOptional({ description: 'Only what was published to this exchange.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly exchange?: string;

  @ApiPropertyOptional({
    description: "Only events with this id of the sender's.",
    example: 'abc123',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'Only this message.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly messageId?: string;

  @ApiPropertyOptional({
    description:
      'Only what belongs together: messages with this correlation id, and the message that has it as its message id.',
    example: 'order-1',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  readonly correlationId?: string;

  @ApiPropertyOptional({
    description:
      'Only events with this text in their JSON (`{"id":…,"tipo":…,"payload":…}` without spaces between the parts), in upper and lower case as given.',
    example: '"usuario":"juan"',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  readonly text?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was recorded last at this time or later.',
  })
  @IsOptional()
  @IsTime(isRFC3339)
  readonly from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was recorded last before this time.',
  })
  @IsOptional()
  @IsTime(isRFC3339)
  readonly to?: string;

  @Tests(
    readPayloadTest,
    'field must be as payload.a.b=value, with one of = != < <= > >=, the last four with a number',
    {
      description:
        'Only events whose payload has this value at this place, as `payload.a.b=value`; up to 8 times. ' +
        '`=` and `!=` compare texts, numbers, `true`, `false` and `null`; `<`, `<=`, `>` and `>=` numbers. ' +
        'Of a list any element may be it, or the one whose index is in the path. `!=` also matches what ' +
        'has no such value. A backslash stands before a dot or an operator that belongs to a name.',
      example: ['payload.usuario=juan', 'payload.valor>=42'],
    },
  )
  readonly field?: readonly string[];

  @Tests(
    readHeaderTest,
    'header must be as name=value, with one of = != < <= > >=, the last four with a number',
    {
      description:
        "Only with this header of the publisher's, as `name=value`; otherwise as `field`.",
      example: ['x-tenant=acme'],
    },
  )
  readonly header?: readonly string[];

  @ApiPropertyOptional({
    description: 'Only of this trace: the trace id in the header `traceparent`.',
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
  })
  @IsOptional()
  @Matches(/^[0-9a-f]{32}$/, { message: 'traceId must be 32 hexadecimal digits in lower case' })
  readonly traceId?: string;

  @AtLeast(
    0,
    'Only when the attempt that succeeded, or else the last, was this one or a later one.',
  )
  readonly minAttempt?: number;

  @AtLeast(0, 'Only when that attempt was this one or an earlier one.')
  readonly maxAttempt?: number;

  @AtLeast(0, 'Only when the handler ran at least so long in that attempt, in milliseconds.')
  readonly minRunMs?: number;

  @AtLeast(0, 'Only when it ran at most so long.')
  readonly maxRunMs?: number;
}

type Parsed = 'from' | 'to' | 'field' | 'header';

/** The filter of a request: times as numbers, tests taken apart. */
export function toMessageFilter<T extends MessageFilterDto>({
  from,
  to,
  field,
  header,
  ...rest
}: T): Omit<T, Parsed> & Pick<MessageFilter, 'from' | 'to' | 'payloadTests' | 'headerTests'> {
  return {
    ...rest,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
    ...(field && { payloadTests: readAll(field, readPayloadTest) }),
    ...(header && { headerTests: readAll(header, readHeaderTest) }),
  };
}

function readAll(
  texts: readonly string[],
  read: (text: string) => FieldTest | undefined,
): FieldTest[] {
  return texts.map(read).filter((test) => test !== undefined);
}
