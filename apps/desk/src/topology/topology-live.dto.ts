import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { HeadersMatch } from '@warren/model';

const EDGE_KINDS = ['binding', 'by-name', 'retry', 'retry-back', 'dead-letter', 'delay'] as const;

/** An exchange or a queue. */
export class NodeDto {
  @ApiProperty({ example: 'queue:orders.created' })
  readonly id!: string;

  @ApiProperty({ enum: ['exchange', 'queue'] })
  readonly type!: 'exchange' | 'queue';

  @ApiProperty({ example: 'orders', description: 'Empty: the default exchange.' })
  readonly name!: string;

  @ApiProperty({
    description: 'The type of an exchange; of a queue as in `GET /queues`.',
    example: 'work',
  })
  readonly kind!: string;

  @ApiPropertyOptional({ type: 'integer' })
  readonly messages?: number;

  @ApiPropertyOptional({ type: 'integer' })
  readonly consumers?: number;

  @ApiPropertyOptional({ description: 'As RabbitMQ says it.', example: 'running' })
  readonly state?: string;

  @ApiPropertyOptional({ description: 'Whether workers are to consume the queue.' })
  readonly isConsumed?: boolean;
}

/** A way on which messages go. */
export class EdgeDto {
  @ApiProperty({ enum: EDGE_KINDS, example: 'binding' })
  readonly kind!: (typeof EDGE_KINDS)[number];

  @ApiProperty({ description: 'The id of a node.', example: 'exchange:events.topic' })
  readonly from!: string;

  @ApiProperty({ description: 'The id of a node.', example: 'queue:orders.created' })
  readonly to!: string;

  @ApiPropertyOptional({ example: 'orders.*.created' })
  readonly routingKey?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Of a headers binding.',
  })
  readonly headers?: HeadersMatch;

  @ApiPropertyOptional({ type: 'number', description: 'Messages a second over the last minute.' })
  readonly perSecond?: number;
}

/** The topology, with what is in it and what flows. */
export class TopologyLiveDto {
  @ApiProperty({ enum: ['management', 'amqp', 'none'], description: 'As in `GET /queues`.' })
  readonly source!: 'management' | 'amqp' | 'none';

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ type: [NodeDto] })
  readonly nodes!: NodeDto[];

  @ApiProperty({ type: [EdgeDto] })
  readonly edges!: EdgeDto[];

  @ApiProperty({
    type: [String],
    description: 'Queues that workers are to consume, and none does.',
  })
  readonly withoutConsumer!: string[];

  @ApiProperty({ type: [String], description: 'Exchanges from which no message comes to a queue.' })
  readonly boundToNothing!: string[];

  @ApiProperty({ type: [String], description: 'Work queues that are reached by their name alone.' })
  readonly onlyByName!: string[];
}
