import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EventDto, queues } from '@warren/contracts';
import type { ProcessedRecord } from '@warren/messaging';

/** How a message came to be processed. */
export class DeliveryDto {
  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({ example: queues.mensajes.name })
  readonly queue!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({ example: queues.mensajes.name })
  readonly routingKey!: string;

  @ApiProperty({ description: 'Which attempt succeeded, from 1.' })
  readonly attempt!: number;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null when the publisher did not say.',
  })
  readonly publishedAt!: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly processedAt!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly headers!: Readonly<Record<string, unknown>>;
}

/** A processed event and how it was delivered. */
export class MessageDto extends EventDto {
  @ApiProperty({ type: DeliveryDto })
  readonly delivery!: DeliveryDto;
}

/** A record as the API shows it. */
export function toMessageDto({ event, delivery, processedAt }: ProcessedRecord): MessageDto {
  const { messageId, queue, exchange, routingKey, attempt, publishedAt, headers } = delivery;
  return {
    ...event,
    delivery: {
      messageId,
      queue,
      exchange,
      routingKey,
      attempt,
      publishedAt: publishedAt?.toISOString() ?? null,
      processedAt: processedAt.toISOString(),
      headers,
    },
  };
}
