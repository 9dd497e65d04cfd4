import { ApiProperty } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { Histogram } from '../../messages/build-histogram';
import type { MessageCounts } from '../../messages/count-messages';
import { OUTCOMES, type MessageOutcome } from '../../messages/message-entry';

/** A count that one request can give, and where the rest of it is. */
class PartialCountDto {
  @ApiProperty({
    description: 'False: only so far was counted as one request may. Add what `next` gives.',
  })
  readonly complete!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address of the rest, relative to this one; null when there is none.',
    example: '?outcome=any&before=70656',
  })
  readonly next!: string | null;
}

/** How many messages of a queue match. */
class QueueCountDto {
  @ApiProperty({ example: queues.mensajes.name })
  readonly queue!: string;

  @ApiProperty({ type: 'integer', example: 1_204 })
  readonly messages!: number;
}

/** How many messages of a tipo match. */
class TipoCountDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'CREACION',
    description: 'Null: no event.',
  })
  readonly tipo!: string | null;

  @ApiProperty({ type: 'integer', example: 1_204 })
  readonly messages!: number;
}

const OF_OUTCOMES = (each: object, example: unknown): object => ({
  type: 'object',
  required: [...OUTCOMES],
  properties: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, each])),
  example: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, example])),
});

/** How many messages match. A message counts once for each queue that had it. */
export class MessageCountsDto extends PartialCountDto {
  @ApiProperty({ type: 'integer', example: 2_408 })
  readonly total!: number;

  @ApiProperty(OF_OUTCOMES({ type: 'integer' }, 2))
  readonly outcomes!: Readonly<Record<MessageOutcome, number>>;

  @ApiProperty({ type: [QueueCountDto], description: 'The most first.' })
  readonly queues!: readonly QueueCountDto[];

  @ApiProperty({
    type: [TipoCountDto],
    description: 'The most first; of the first 500 that were met, and `(other)` of the rest.',
  })
  readonly tipos!: readonly TipoCountDto[];
}

/** How many messages were recorded last in each part of a time. */
export class HistogramDto extends PartialCountDto {
  @ApiProperty({ format: 'date-time', description: 'When the first bucket begins.' })
  readonly from!: string;

  @ApiProperty({ format: 'date-time', description: 'When the last bucket ends at the latest.' })
  readonly to!: string;

  @ApiProperty({ type: 'integer', description: 'How long each bucket is.', example: 60_000 })
  readonly stepMs!: number;

  @ApiProperty({
    ...OF_OUTCOMES({ type: 'array', items: { type: 'integer' } }, [0, 3, 1]),
    description: 'A number for each bucket, the oldest first.',
  })
  readonly counts!: Readonly<Record<MessageOutcome, readonly number[]>>;

  @ApiProperty({ type: 'integer', description: 'Matches that were recorded at other times.' })
  readonly outside!: number;
}

/** @param next of the address of the rest, when there is one. */
export function toCountsDto(counts: MessageCounts, next: string | null): MessageCountsDto {
  const { outcomes, queues: ofQueues, tipos, total } = counts;
  return {
    ...{ complete: next === null, next, total, outcomes },
    queues: sortCounts(ofQueues).map(([queue, messages]) => ({ queue, messages })),
    tipos: sortCounts(tipos).map(([tipo = null, messages]) => ({ tipo, messages })),
  };
}

export function toHistogramDto(
  { counts, from, outside, stepMs }: Histogram,
  to: number,
  next: string | null,
): HistogramDto {
  const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return { complete: next === null, next, ...span, stepMs, counts, outside };
}

function sortCounts<T>(counts: ReadonlyMap<T, number>): (readonly [T, number])[] {
  return [...counts].sort(([, one], [, other]) => other - one);
}
