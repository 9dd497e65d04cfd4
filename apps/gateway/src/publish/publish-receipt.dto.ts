import { ApiProperty } from '@nestjs/swagger';
import { exchanges, queues, type RoutedBinding, type Routing } from '@warren/contracts';
import type { PublishReceipt } from '@warren/messaging';

/** The broker has confirmed the event and at least one queue has it. */
export class PublishReceiptDto implements PublishReceipt {
  @ApiProperty({ enum: ['confirmed'] })
  readonly outcome!: 'confirmed';

  @ApiProperty({ format: 'uuid', description: 'Ask the worker for /messages/{messageId}.' })
  readonly messageId!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;
}

/** Where an event would go. */
export class RoutingDto implements Routing {
  @ApiProperty({ type: [String], example: [queues.logsInfo.name] })
  readonly queues!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Every binding that matches, in declared order.',
    example: [{ queue: queues.logsInfo.name, exchange: exchanges.direct.name, routingKey: 'info' }],
  })
  readonly bindings!: RoutedBinding[];
}
