import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { SetAsideMessage } from '@warren/messaging';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** As many as the queue holds. */
const MOST = 10_000;

/** Which of them are shown. */
export class UnreadableQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MOST, default: MOST, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST)
  readonly limit: number = MOST;

  @ApiPropertyOptional({
    description: 'How many of the oldest are left out, from a Link header.',
    minimum: 0,
    maximum: MOST,
    default: 0,
    type: 'integer',
  })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(MOST)
  readonly skip: number = 0;
}

/** A message that could not be read and was set aside. */
export class UnreadableDto {
  @ApiProperty({ example: '01a20bed-4ac6-759b-bd38-9b5c50ff1cd1' })
  readonly id!: string;

  @ApiProperty({
    nullable: true,
    type: String,
    enum: [
      'not_looked_at',
      'too_deep',
      'too_many',
      'undeliverable',
      'unknown_type',
      'wrong_length',
    ],
    description:
      'What is wrong with its properties; `undeliverable`: the broker cannot hand it over, only an ' +
      'AMQP 1.0 client can read it; `not_looked_at`: the last one, in whose id is how many were not ' +
      'looked at within six seconds, since the broker cannot hand over one of them. Null when another client wrote it there.',
  })
  readonly fault!: string | null;

  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  readonly at!: string | null;

  @ApiProperty({ nullable: true, type: String, example: queues.mensajes.name })
  readonly queue!: string | null;

  @ApiProperty({ nullable: true, type: String, description: 'The exchange it came by last.' })
  readonly exchange!: string | null;

  @ApiProperty({ nullable: true, type: String })
  readonly routingKey!: string | null;

  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Its own message id, where that could be read.',
  })
  readonly messageId!: string | null;

  @ApiProperty({ type: 'integer', example: 130_012 })
  readonly propertyBytes!: number;

  @ApiProperty({ type: 'integer', example: 48 })
  readonly bodyBytes!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many bytes of the end of its body are missing: it was too large to keep.',
    example: 0,
  })
  readonly bytesLeftOut!: number;
}

/** One of them with its bytes. */
export class UnreadableBytesDto extends UnreadableDto {
  @ApiProperty({ description: 'Its properties as they came (AMQP 0-9-1, 4.2.6.1), in base64.' })
  readonly properties!: string;

  @ApiProperty({ description: 'Its body, in base64.' })
  readonly body!: string;
}

export function toUnreadableDto(message: SetAsideMessage): UnreadableDto {
  const { at, body, bytesLeftOut, id, properties } = message;
  return {
    id,
    fault: message.fault ?? null,
    at: at?.toISOString() ?? null,
    queue: message.queue ?? null,
    exchange: message.exchange ?? null,
    routingKey: message.routingKey ?? null,
    messageId: message.messageId ?? null,
    propertyBytes: properties.length,
    bodyBytes: body.length,
    bytesLeftOut,
  };
}

export function toUnreadableBytesDto(message: SetAsideMessage): UnreadableBytesDto {
  const { body, properties } = message;
  return {
    ...toUnreadableDto(message),
    properties: properties.toString('base64'),
    body: body.toString('base64'),
  };
}
