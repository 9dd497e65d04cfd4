import { ApiProperty } from '@nestjs/swagger';
import { queues } from '@warren/contracts';

/** What a process consumes of a queue. */
export class ConsumedQueueDto {
  @ApiProperty({ example: queues.mensajes.name })
  readonly queue!: string;

  @ApiProperty({
    description: 'As in `GET /consumers` of the worker: `attached`, `paused` ...',
    example: 'attached',
  })
  readonly state!: string;

  @ApiProperty({ description: 'Deliveries it may hold at once.', example: 20 })
  readonly prefetch!: number;

  @ApiProperty({ description: 'Deliveries being handled.', example: 3 })
  readonly running!: number;

  @ApiProperty({
    description: 'Whether it tries one at a time, after it had paused itself.',
    example: false,
  })
  readonly isProbing!: boolean;
}

export class MemoryDto {
  @ApiProperty({ description: 'Resident, in bytes.', example: 180_000_000 })
  readonly rss!: number;

  @ApiProperty({ description: 'Of the JavaScript heap, in bytes.', example: 60_000_000 })
  readonly heapUsed!: number;
}

/** A worker or a gateway, as it said itself. */
export class ProcessDto {
  @ApiProperty({ description: 'Host and process id, as in the journal.', example: 'web-1:1234' })
  readonly name!: string;

  @ApiProperty({ example: 'worker' })
  readonly app!: string;

  @ApiProperty({ description: "Of the application's package.", example: '1.4.0' })
  readonly version!: string;

  @ApiProperty({ example: 'web-1' })
  readonly host!: string;

  @ApiProperty({ example: 1234 })
  readonly pid!: number;

  @ApiProperty({
    enum: ['alive', 'gone'],
    description: '`gone`: not heard for 15 seconds, or stopped. Shown for ten minutes.',
  })
  readonly state!: string;

  @ApiProperty({ description: 'Whether it said that it stops.', example: false })
  readonly hasStopped!: boolean;

  @ApiProperty({ format: 'date-time' })
  readonly startedAt!: string;

  @ApiProperty({ description: "By the desk's clock.", format: 'date-time' })
  readonly heardAt!: string;

  @ApiProperty({ type: [ConsumedQueueDto] })
  readonly queues!: readonly ConsumedQueueDto[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Entries of the journal that the desk had read and the process had not, when it was heard. Null: it ' +
      'follows no journal.',
    example: 0,
  })
  readonly journalLag!: number | null;

  @ApiProperty({ type: MemoryDto })
  readonly memory!: MemoryDto;

  @ApiProperty({
    description:
      'How late its event loop was in the last five seconds, in 99 of 100 cases at most.',
    example: 21,
  })
  readonly eventLoopP99Ms!: number;
}

/** Answer of `GET /workers`. */
export class WorkersDto {
  @ApiProperty({
    description: 'Whether the desk has listened for six seconds: before, some may be missing.',
  })
  readonly isComplete!: boolean;

  @ApiProperty({ type: [ProcessDto] })
  readonly processes!: readonly ProcessDto[];

  @ApiProperty({
    description: 'Work queues of the topology that no process which lives consumes.',
    type: [String],
    example: [],
  })
  readonly notRun!: readonly string[];
}
