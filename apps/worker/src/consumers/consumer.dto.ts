import { ApiProperty } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { ConsumerView } from '@warren/messaging';

const EXAMPLE = queues.mensajes;

/** What became of the deliveries of one queue since the process started. */
export class DeliveryCountsDto {
  @ApiProperty({ example: 41 })
  readonly processed!: number;

  @ApiProperty({
    description: 'Acked without effect, having been processed before.',
    example: 0,
  })
  readonly duplicates!: number;

  @ApiProperty({ description: 'Failed, and to be tried again.', example: 2 })
  readonly retried!: number;

  @ApiProperty({ description: 'Failed for good.', example: 1 })
  readonly deadLettered!: number;

  @ApiProperty({ description: 'Set aside, since their properties cannot be read.', example: 0 })
  readonly unreadable!: number;

  @ApiProperty({
    description:
      'Removed and lost, since the broker cannot hand them over to any AMQP 0-9-1 client.',
    example: 0,
  })
  readonly undeliverable!: number;
}

/** The last failure of a queue's handler. */
export class LastErrorDto {
  @ApiProperty({
    description: 'As in the header `warren-failure-code`.',
    example: 'handler_timeout',
  })
  readonly code!: string;

  @ApiProperty({ example: `the handler did not end within ${EXAMPLE.timeLimitMs} ms` })
  readonly message!: string;

  @ApiProperty({ example: '01a20bed-4ac6-759b-bd38-9b5c50ff1cd1' })
  readonly messageId!: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T05:00:30.300Z' })
  readonly at!: string;
}

/** The consumer of one queue in this process. */
export class ConsumerDto {
  @ApiProperty({ example: EXAMPLE.name })
  readonly queue!: string;

  @ApiProperty({
    description: 'The class and the method that handle it.',
    example: 'MensajesHandler.receive',
  })
  readonly handler!: string;

  @ApiProperty({
    enum: ['attached', 'detached', 'paused', 'held', 'open', 'stopped'],
    description:
      '`attached`: the broker sends it deliveries. `detached`: it should, and does not; it is ' +
      'attached again as soon as that is possible. `paused`: somebody asked it to. `held`: nothing could ' +
      'be acked, since the journal takes no records; it resumes by itself when it does. `open`: it paused ' +
      'itself for a while, since nothing it handled succeeded. `stopped`: the process stops.',
    example: 'attached',
  })
  readonly state!: ConsumerView['state'];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why the broker does not give it its queue, if that is why it is `detached`: the words of the ' +
      'broker. It is tried again by itself; the other consumers are not affected.',
    example: null,
  })
  readonly unavailable!: string | null;

  @ApiProperty({
    description: 'Whether it tries one message at a time, after it had paused itself.',
    example: false,
  })
  readonly isProbing!: boolean;

  @ApiProperty({ description: 'Deliveries it may hold at once.', example: EXAMPLE.prefetch })
  readonly prefetch!: number;

  @ApiProperty({
    description:
      'How many of them it may handle at once by the topology, or batches of them. Where the ' +
      'topology sets none, it handles all that it holds.',
    example: EXAMPLE.concurrency,
  })
  readonly concurrency!: number;

  @ApiProperty({ description: 'Deliveries being handled now.', example: 3 })
  readonly inFlight!: number;

  @ApiProperty({
    description: 'Deliveries that ended, a second, over the last minute.',
    example: 0.73,
  })
  readonly ratePerSecond!: number;

  @ApiProperty({ type: DeliveryCountsDto, description: 'Since the process started.' })
  readonly counts!: DeliveryCountsDto;

  @ApiProperty({
    type: LastErrorDto,
    nullable: true,
    description: 'Null when nothing has failed since the process started.',
  })
  readonly lastError!: LastErrorDto | null;
}

/** A consumer as the API shows it. */
export function toConsumerDto({ lastError, ...view }: ConsumerView): ConsumerDto {
  return {
    ...view,
    unavailable: view.unavailable ?? null,
    lastError: lastError ? { ...lastError, at: lastError.at.toISOString() } : null,
  };
}
