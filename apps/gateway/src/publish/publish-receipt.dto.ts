import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { exchanges, queues, type RoutedBinding } from '@warren/contracts';
import type { PublishReceipt } from '@warren/messaging';
import type { RoutingPreview } from './publish.service';

const DELIVER_AT = {
  type: String,
  format: 'date-time',
  description: 'When it is delivered, if that is later.',
};

/** The broker has confirmed the event and at least one queue, or the schedule, has it. */
export class PublishReceiptDto implements PublishReceipt {
  @ApiProperty({ enum: ['confirmed'] })
  readonly outcome!: 'confirmed';

  @ApiProperty({ format: 'uuid', description: 'Ask the worker for /messages/{messageId}.' })
  readonly messageId!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;

  @ApiPropertyOptional(DELIVER_AT)
  readonly deliverAt?: Date;
}

/** Where an event would go, by the topology as it is now. */
export class RoutingDto implements RoutingPreview {
  @ApiProperty({ type: [String], example: [queues.logsInfo.name] })
  readonly queues!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Every binding that matches, in declared order.',
    example: [{ queue: queues.logsInfo.name, exchange: exchanges.direct.name, routingKey: 'info' }],
  })
  readonly bindings!: RoutedBinding[];

  @ApiPropertyOptional(DELIVER_AT)
  readonly deliverAt?: Date;
}
