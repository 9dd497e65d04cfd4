import { ApiPropertyOptional } from '@nestjs/swagger';
import { PUBLISH_OUTCOMES, type PublishOutcome } from '@warren/messaging';
import { IsTime, OlderPage, PageLimit } from '@warren/views';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PUBLISH_STEP_NAMES, PUBLISH_STEPS, type PublishStep } from './publish-series';
import type { PublishItem } from './publishes.projection';

/** Which publishes `GET /publishes` gives. */
export class PublishesQueryDto {
  @ApiPropertyOptional({
    description:
      'Unset: every one that failed. `confirmed` lists those that gateways reported one by one.',
    enum: PUBLISH_OUTCOMES,
  })
  @IsOptional()
  @IsIn(PUBLISH_OUTCOMES)
  readonly outcome?: PublishOutcome;

  @ApiPropertyOptional({
    description:
      'With `outcome=confirmed`: `false` gives those that no worker has attempted yet, `true` the others.',
    enum: ['true', 'false'],
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly attempted?: 'true' | 'false';

  @ApiPropertyOptional({ description: 'Only to this exchange; empty: the default exchange.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly exchange?: string;

  @ApiPropertyOptional({ description: 'Only with this routing key.', example: 'orders.eu.created' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly routingKey?: string;

  @ApiPropertyOptional({ description: 'Only of this client, an address.', example: '127.0.0.1' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly client?: string;

  @ApiPropertyOptional({ description: 'Only this message.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly messageId?: string;

  @ApiPropertyOptional({ description: 'Answered then or after it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Answered before it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly to?: string;

  @PageLimit(50)
  readonly limit: number = 50;

  @OlderPage()
  readonly before?: number;
}

/** Whether a publish is meant; everything that is set must be so. */
export function toPublishFilter(query: PublishesQueryDto): (item: PublishItem) => boolean {
  const { attempted, from, to } = query;
  const named = (['outcome', 'exchange', 'routingKey', 'client', 'messageId'] as const).filter(
    (name) => query[name] !== undefined,
  );
  const fromMs = from === undefined ? -Infinity : Date.parse(from);
  const toMs = to === undefined ? Infinity : Date.parse(to);
  return (item) =>
    named.every((name) => item[name] === query[name]) &&
    (attempted === undefined || item.attempted === (attempted === 'true')) &&
    item.at.getTime() >= fromMs &&
    item.at.getTime() < toMs;
}

/** Which counts `GET /publishes/counts` gives. */
export class PublishCountsQueryDto {
  @ApiPropertyOptional({
    description:
      'Steps of `1s` are kept for ten minutes, `10s` for an hour, `1m` for a day, `10m` for seven days.',
    enum: PUBLISH_STEP_NAMES,
    default: '10s',
  })
  @IsOptional()
  @IsIn(PUBLISH_STEP_NAMES)
  readonly step: PublishStep = '10s';

  @ApiPropertyOptional({ description: 'Only to this exchange; empty: the default exchange.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly exchange?: string;

  @ApiPropertyOptional({
    description: 'Only of this pattern, as an answer names it.',
    example: 'orders.*.created',
  })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly pattern?: string;

  @ApiPropertyOptional({
    description: 'Unset: as far back as the step is kept.',
    format: 'date-time',
  })
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Unset: now.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly to?: string;
}

/** The steps that a query means, as the time at which each begins, from the first to the last. */
export function toSteps(
  query: PublishCountsQueryDto,
  nowMs: number,
): { first: number; last: number } {
  const { from, step, to } = query;
  const { keptMs, stepMs } = PUBLISH_STEPS[step];
  const fromMs = Math.max(from === undefined ? -Infinity : Date.parse(from), nowMs - keptMs);
  const toMs = Math.min(to === undefined ? Infinity : Date.parse(to), nowMs);
  const floor = (ms: number): number => Math.floor(ms / stepMs) * stepMs;
  return { first: floor(fromMs), last: floor(toMs) };
}
