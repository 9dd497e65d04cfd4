import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { exchanges, queues } from '@warren/contracts';
import type { HeadersMatch, MessageHeaders } from '@warren/model';
import { IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

/** AMQP carries names and routing keys of at most 255 bytes. */
const MAX_CHARS = 255;

/** A message that somebody asks about. */
export class AskRouteDto {
  @ApiPropertyOptional({
    description: 'Unset: every exchange is asked.',
    example: exchanges.topic.name,
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARS)
  readonly exchange?: string;

  @ApiPropertyOptional({ description: 'Unset: the empty one.', example: 'orders.eu.returned' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARS)
  readonly routingKey?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { lang: 'es' } })
  @IsOptional()
  @IsObject()
  readonly headers?: MessageHeaders;
}

/** A binding along which it would go. */
export class RouteBindingDto {
  @ApiProperty({ example: queues.ordersAudit.name })
  readonly queue!: string;

  @ApiProperty({ example: 'orders.#' })
  readonly routingKey!: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Of a headers binding.',
  })
  readonly headers?: HeadersMatch;
}

/** What one exchange would do with it. */
export class RouteDto {
  @ApiProperty({ example: exchanges.topic.name, description: 'Empty: the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({ enum: ['direct', 'topic', 'fanout', 'headers'] })
  readonly type!: string;

  @ApiProperty({ type: [String], description: 'The queues that would have it, each once.' })
  readonly queues!: readonly string[];

  @ApiProperty({ type: [RouteBindingDto], description: 'Every binding that matches.' })
  readonly bindings!: readonly RouteBindingDto[];

  @ApiProperty({
    type: [String],
    description: 'Where no queue would have it: bindings that nearly fit, the nearest first.',
    example: [],
  })
  readonly near!: readonly string[];
}

export class RoutesDto {
  @ApiProperty({ type: [RouteDto], description: 'In the order of the topology.' })
  readonly routes!: RouteDto[];
}
