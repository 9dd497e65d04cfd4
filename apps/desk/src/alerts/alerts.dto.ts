import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CAUSE_KINDS } from '../now/cause';
import type { SentAlert } from './alert-log.projection';

/** An alert that was sent. */
class SentAlertDto {
  @ApiProperty({ enum: ['raised', 'over'] })
  readonly state!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ example: 'urgent' })
  readonly rule!: string;

  @ApiProperty({ enum: CAUSE_KINDS, example: 'queue-stuck' })
  readonly kind!: string;

  @ApiProperty({ example: '41 dead letters of orders.created: no currency' })
  readonly title!: string;

  @ApiPropertyOptional()
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'The group of dead letters.' })
  readonly group?: string;

  @ApiProperty({ description: 'The process that sent it.', example: 'host-1:4711' })
  readonly desk!: string;

  @ApiProperty({ description: 'Of each webhook, by name.', example: 'ops: sent' })
  readonly result!: string;
}

class WebhookDto {
  @ApiProperty({ example: 'ops' })
  readonly name!: string;

  @ApiProperty({ enum: ['slack', 'json'] })
  readonly form!: string;
}

class AlertRuleDto {
  @ApiProperty({ example: 'urgent' })
  readonly name!: string;

  @ApiProperty({ enum: CAUSE_KINDS, isArray: true })
  readonly kinds!: readonly string[];

  @ApiPropertyOptional()
  readonly queue?: string;

  @ApiPropertyOptional()
  readonly group?: string;

  @ApiProperty({ type: 'integer', description: 'The fewest messages.' })
  readonly messages!: number;

  @ApiProperty({ type: 'integer', example: 60 })
  readonly forSeconds!: number;

  @ApiProperty({ type: 'integer', example: 120 })
  readonly clearSeconds!: number;
}

/** Alerts: what is raised, what was sent, and by which rules. */
export class AlertsDto {
  @ApiProperty({ type: [SentAlertDto], description: 'Those that are not over, the oldest first.' })
  readonly raised!: SentAlertDto[];

  @ApiProperty({ type: [SentAlertDto], description: 'The newest 100 that were sent.' })
  readonly log!: SentAlertDto[];

  @ApiProperty({ type: [WebhookDto], description: 'Without their addresses, which are secrets.' })
  readonly webhooks!: readonly WebhookDto[];

  @ApiProperty({ type: [AlertRuleDto] })
  readonly rules!: readonly AlertRuleDto[];
}

export function toSentAlertDto({ at, cause, desk, result, rule, state }: SentAlert): SentAlertDto {
  const { group, kind, queue, title } = cause;
  return { state, at: at.toISOString(), rule, kind, title, queue, group, desk, result };
}
