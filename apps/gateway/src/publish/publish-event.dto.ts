import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import { EventDto, IsMessageHeaders } from '@warren/http';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDeliveryTime, IsDeliveryWait } from './delivery-time';

const HEADERS: ApiPropertyOptions = {
  description:
    'Sent as AMQP headers: at most 16, each a string of at most 256 bytes, a whole number or a ' +
    'boolean. `x-*`, `__*`, `warren-*`, `traceparent`, `CC` and `BCC` are refused.',
  type: 'object',
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] },
  example: { lang: 'es' },
};
const DAY_MS = 86_400_000;
const REPLY_QUEUES = topology.replyQueues.map(({ name }) => name);

/** Options of a message, for every type of exchange. */
class MessageOptionsDto {
  @ApiPropertyOptional({
    description: 'Ties an answer to its question: 1 to 128 printable ASCII characters.',
    maxLength: 128,
    example: 'order-42',
  })
  @IsOptional()
  @Matches(/^[\x20-\x7e]{1,128}$/, {
    message: 'correlationId must be 1 to 128 printable ASCII characters',
  })
  readonly correlationId?: string;

  @ApiPropertyOptional({
    description: 'The queue an answer goes to: one that the topology declares for replies.',
    enum: REPLY_QUEUES,
    example: REPLY_QUEUES[0],
  })
  @IsOptional()
  @IsIn(REPLY_QUEUES)
  readonly replyTo?: string;

  @ApiPropertyOptional({
    description:
      'How long the event may wait in a queue, in whole milliseconds; after that it is a dead ' +
      'letter with the reason `expired`.',
    type: 'integer',
    minimum: 1,
    maximum: DAY_MS,
    example: 60_000,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DAY_MS)
  readonly expiration?: number;

  @ApiPropertyOptional({
    description:
      'Higher comes first in a priority queue (`jobs.priority`). The others ignore it on RabbitMQ 3, ' +
      'favour 5 and more on RabbitMQ 4.0, and order strictly by it on RabbitMQ 4.3.',
    type: 'integer',
    minimum: 0,
    maximum: 9,
    example: 9,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(9)
  readonly priority?: number;

  @ApiPropertyOptional({ description: 'Survives a restart of the broker.', default: true })
  @IsOptional()
  @IsBoolean()
  readonly persistent?: boolean;

  @ApiPropertyOptional({
    description:
      'Must reach a queue. With `false` an event that no queue wants is dropped, and 202 only ' +
      'says that the broker had it.',
    default: true,
  })
  @IsOptional()
  @IsBoolean()
  readonly mandatory?: boolean;

  @IsOptional()
  @IsDeliveryWait()
  readonly deliverAfter?: number;

  @IsOptional()
  @IsDeliveryTime()
  readonly deliverAt?: string;
}

/** How to send the event. What is left out has the default. */
export class PublishOptionsDto extends MessageOptionsDto {
  @ApiPropertyOptional(HEADERS)
  @IsOptional()
  @IsMessageHeaders()
  readonly headers?: Record<string, string | number | boolean>;
}

/** An event, and how to send it. */
export class PublishEventDto extends EventDto {
  @ApiPropertyOptional({ type: PublishOptionsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PublishOptionsDto)
  readonly options?: PublishOptionsDto;
}

/** How to send an event to the headers exchange, which routes by nothing but headers. */
export class HeadersOptionsDto extends MessageOptionsDto {
  @ApiProperty(HEADERS)
  @IsMessageHeaders()
  readonly headers!: Record<string, string | number | boolean>;
}

/** An event for the headers exchange. */
export class PublishByHeadersDto extends EventDto {
  @ApiProperty({ type: HeadersOptionsDto })
  @IsObject()
  @ValidateNested()
  @Type(() => HeadersOptionsDto)
  readonly options!: HeadersOptionsDto;
}
