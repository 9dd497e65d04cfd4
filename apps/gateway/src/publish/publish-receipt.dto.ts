import { ApiProperty } from '@nestjs/swagger';
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
