import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { exchanges } from '@warren/contracts';
import { EventDto, IsMessageHeaders, IsRoutingKey } from '@warren/http';
import type { PublishReceipt } from '@warren/messaging';
import { IsTime } from '@warren/views';
import { Type } from 'class-transformer';
import {
  isRFC3339,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';

/** AMQP carries names and routing keys of at most 255 bytes. */
const MAX_CHARS = 255;

/** Body of `POST /publishes`. */
export class PublishByHandDto {
  @ApiProperty({
    description: 'One that a publish endpoint leads to; empty: the default exchange.',
    example: exchanges.topic.name,
  })
  @IsString()
  @MaxLength(MAX_CHARS)
  readonly exchange!: string;

  @ApiPropertyOptional({
    description: 'As at a publish endpoint: up to eight words; unset where that endpoint has none.',
    example: 'orders.eu.created',
  })
  @IsOptional()
  @IsRoutingKey()
  readonly routingKey?: string;

  @ApiPropertyOptional({
    description: 'Sent as AMQP headers: at most 16 texts, whole numbers or booleans.',
    type: 'object',
    additionalProperties: true,
    example: {},
  })
  @IsOptional()
  @IsMessageHeaders()
  readonly headers?: Record<string, string | number | boolean>;

  @ApiProperty({ type: EventDto })
  @IsObject()
  @ValidateNested()
  @Type(() => EventDto)
  readonly event!: EventDto;

  @ApiPropertyOptional({
    description: 'Deliver it then, at most 30 days ahead; a time that has passed is at once.',
    format: 'date-time',
  })
  @IsOptional()
  @IsTime(isRFC3339)
  readonly deliverAt?: string;

  @ApiPropertyOptional({ description: 'Why, for the audit.', example: 'to see where it goes' })
  @IsOptional()
  @IsString()
  @MaxLength(1_024)
  readonly why?: string;
}

/** A publish endpoint of the topology. */
export class PublishWayDto {
  @ApiProperty({ description: 'Its name among the routes.', example: 'topic' })
  readonly way!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({ enum: ['direct', 'topic', 'fanout', 'headers'] })
  readonly type!: string;

  @ApiPropertyOptional({ description: 'Where it is always this one.' })
  readonly routingKey?: string;

  @ApiPropertyOptional({ description: 'One that a queue is bound by.', example: 'orders.any.paid' })
  readonly exampleKey?: string;

  @ApiPropertyOptional({
    description: 'Headers that a queue is bound by.',
    type: 'object',
    additionalProperties: true,
  })
  readonly exampleHeaders?: Readonly<Record<string, string | number | boolean>>;
}

export class PublishWaysDto {
  @ApiProperty({ type: [PublishWayDto] })
  readonly ways!: PublishWayDto[];
}

/** What the broker has confirmed. */
export class PublishedByHandDto implements PublishReceipt {
  @ApiProperty({ enum: ['confirmed'] })
  readonly outcome!: 'confirmed';

  @ApiProperty({ description: 'For `GET /messages/:messageId`.' })
  readonly messageId!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;

  @ApiPropertyOptional({ description: 'When it is delivered, where that is later.' })
  readonly deliverAt?: Date;
}
