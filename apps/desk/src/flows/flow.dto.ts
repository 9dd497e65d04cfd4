import { ApiProperty } from '@nestjs/swagger';
import { OUTCOMES, type MessageOutcome } from '@warren/views';
import type { FlowNode } from './build-flow';
import type { Flow } from './find-flow';

const CAUSES = ['none', 'shown', 'missing', 'cyclic'] as const;

/** What became of a message in one queue. */
export class FlowDeliveryDto {
  @ApiProperty({ example: 'orders.payments' })
  readonly queue!: string;

  @ApiProperty({ enum: OUTCOMES })
  readonly outcome!: MessageOutcome;

  @ApiProperty({ type: 'integer', description: 'The attempt that succeeded, or else the last.' })
  readonly attempt!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'From when it was published, or was due, until a handler began, in milliseconds. Null when that ' +
      'is not known.',
  })
  readonly waitMs!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How long that attempt ran, in milliseconds. Null while it runs.',
  })
  readonly runMs!: number | null;

  @ApiProperty({ format: 'date-time' })
  readonly recordedAt!: string;
}

/** One message of a flow. */
export class FlowNodeDto {
  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({ type: String, nullable: true, description: "The sender's id of the event." })
  readonly id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'CREACION' })
  readonly tipo!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly publishedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The message id of its cause.' })
  readonly causationId!: string | null;

  @ApiProperty({
    enum: CAUSES,
    description:
      '`none`: it says no cause. `shown`: its cause is above it. `missing`: its cause is not kept, or ' +
      'not shown here. `cyclic`: it is a cause of its own cause, and stands where the circle is cut.',
  })
  readonly cause!: (typeof CAUSES)[number];

  @ApiProperty({ type: 'integer', description: 'How many causes are above it.' })
  readonly depth!: number;

  @ApiProperty({ type: [FlowDeliveryDto], description: 'One per queue that had it.' })
  readonly deliveries!: readonly FlowDeliveryDto[];
}

/** What belongs together, as a tree. */
export class FlowDto {
  @ApiProperty({ example: 'order-1' })
  readonly correlationId!: string;

  @ApiProperty({ type: 'integer', description: 'How many messages were found.' })
  readonly messages!: number;

  @ApiProperty({ description: 'True: more belongs to it than is shown.' })
  readonly isCut!: boolean;

  @ApiProperty({
    type: [FlowNodeDto],
    description: 'Each behind its cause, with all that follows from it; `depth` makes the tree.',
  })
  readonly nodes!: readonly FlowNodeDto[];
}

export function toFlowDto(correlationId: string, { isCut, messages, nodes }: Flow): FlowDto {
  return { correlationId, messages, isCut, nodes: nodes.map(toNodeDto) };
}

function toNodeDto({ deliveries, publishedAt, ...node }: FlowNode): FlowNodeDto {
  return {
    ...node,
    publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
    deliveries: deliveries.map(({ recordedAt, ...each }) => ({
      ...each,
      recordedAt: new Date(recordedAt).toISOString(),
    })),
  };
}
