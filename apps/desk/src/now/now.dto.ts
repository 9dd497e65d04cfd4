import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CAUSE_KINDS, MAX_CAUSES, sayNow, type Cause, type CauseKind } from './cause';
import type { Now } from './now.service';

/** What fixes a cause: a request to an app of the system, or a command. */
class SuggestedActionDto {
  @ApiProperty({ example: 'resumes it, if it was paused' })
  readonly does!: string;

  @ApiPropertyOptional({ enum: ['worker', 'desk'], description: 'The app that is asked.' })
  readonly app?: 'worker' | 'desk';

  @ApiPropertyOptional({ enum: ['GET', 'POST', 'PATCH'], example: 'POST' })
  readonly method?: 'GET' | 'POST' | 'PATCH';

  @ApiPropertyOptional({ example: '/consumers/orders.created/resume' })
  readonly path?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  readonly body?: Readonly<Record<string, unknown>>;

  @ApiPropertyOptional({ description: 'For a shell, where there is no request.' })
  readonly command?: string;
}

/** Something that needs a person. */
class CauseDto {
  @ApiProperty({ enum: CAUSE_KINDS, example: 'queue-unattended' })
  readonly kind!: CauseKind;

  @ApiProperty({ example: 'nothing consumes orders.created, and messages wait in it' })
  readonly title!: string;

  @ApiPropertyOptional({ example: 'orders' })
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'The group of dead letters.' })
  readonly group?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Since when it is known to be so.' })
  readonly since?: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'number' }, { type: 'string' }] },
    description: 'The numbers behind it.',
    example: { messages: 120, ready: 120, consumers: 0 },
  })
  readonly evidence!: Readonly<Record<string, number | string>>;

  @ApiProperty({ type: [SuggestedActionDto], description: 'The first one first.' })
  readonly actions!: readonly SuggestedActionDto[];
}

/** Whether anything is wrong. */
export class NowDto {
  @ApiProperty({
    example: '1 thing needs you: nothing consumes orders.created, and messages wait in it',
  })
  readonly sentence!: string;

  @ApiProperty({ type: 'integer', example: 1 })
  readonly count!: number;

  @ApiProperty({ type: [CauseDto], description: `The worst first, ${MAX_CAUSES} at most.` })
  readonly causes!: CauseDto[];

  @ApiProperty({ type: 'number', description: 'Over the last minute.', example: 51.7 })
  readonly processedPerSecond!: number;

  @ApiProperty({ type: 'integer', description: 'Messages in work queues.', example: 120 })
  readonly waiting!: number;

  @ApiProperty({ enum: ['management', 'amqp', 'none'], description: 'As in `GET /queues`.' })
  readonly source!: Now['source'];

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

export function toNowDto(now: Now): NowDto {
  const { at, causes, processedPerSecond, source, waiting } = now;
  return {
    ...{ sentence: sayNow(causes, now), count: causes.length },
    causes: causes.slice(0, MAX_CAUSES).map(toCauseDto),
    ...{ processedPerSecond, waiting, source, at: at.toISOString() },
  };
}

function toCauseDto({ actions, evidence, group, kind, queue, sinceMs, title }: Cause): CauseDto {
  const since = sinceMs === undefined ? undefined : new Date(sinceMs).toISOString();
  return { kind, title, queue, group, since, evidence, actions };
}
