import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { exchanges, queues } from '@warren/contracts';
import type { RoutedBinding } from '@warren/model';
import type { ContractViolation } from '@warren/messaging';
import type { PublishAnswer, RoutingPreview } from './publish.service';

const DELIVER_AT = {
  type: String,
  format: 'date-time',
  description: 'When it is delivered, if that is later.',
};

/** What a queue would refuse of an event. */
class ContractViolationDto implements ContractViolation {
  @ApiProperty({ example: queues.ordersCreated.name })
  readonly queue!: string;

  @ApiProperty({ description: 'JSON pointer to the field.', example: '/payload/total' })
  readonly pointer!: string;

  @ApiProperty({ example: 'total must be a positive number' })
  readonly detail!: string;
}

/** The broker has confirmed the event and at least one queue, or the schedule, has it. */
export class PublishReceiptDto implements PublishAnswer {
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

  @ApiPropertyOptional({
    type: [ContractViolationDto],
    description: 'Of a route that only warns: which queues will refuse the event, and why.',
  })
  readonly warnings?: readonly ContractViolationDto[];
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

  @ApiPropertyOptional({
    type: [ContractViolationDto],
    description: 'Which of these queues would refuse the event, and why.',
  })
  readonly violations?: readonly ContractViolationDto[];
}
