import { ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsRFC3339, IsString } from 'class-validator';
import { Max, MaxLength, Min, MinLength } from 'class-validator';
import type { MessageQuery } from '../../messages/find-messages';
import { OUTCOMES, type MessageOutcome } from '../../messages/message-entry';

const FILTERED = [...OUTCOMES, 'any'] as const;

/** Which messages `GET /messages` gives. */
export class MessagesQueryDto {
  @ApiPropertyOptional({ description: 'Only from this queue.', example: queues.mensajes.name })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Only events of this tipo.', example: 'CREACION' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly tipo?: string;

  @ApiPropertyOptional({
    description: "Only events with this id of the sender's.",
    example: 'abc123',
  })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'Only this message.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly messageId?: string;

  @ApiPropertyOptional({
    description:
      'Only what belongs together: messages with this correlation id, and the message that has it as its message id.',
    example: 'order-1',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  readonly correlationId?: string;

  @ApiPropertyOptional({
    description:
      'Only events with this text in their JSON (`{"id":…,"tipo":…,"payload":…}` without spaces between the parts), in upper and lower case as given.',
    example: '"usuario":"juan"',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  readonly text?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was recorded last at this time or later.',
  })
  @IsOptional()
  @IsRFC3339()
  readonly from?: string;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Only what was recorded last before this time.',
  })
  @IsOptional()
  @IsRFC3339()
  readonly to?: string;

  @ApiPropertyOptional({
    enum: FILTERED,
    default: 'processed',
    description:
      'What has become of it; `running` when its handler has said how far it is, `retrying` also ' +
      'while it waits to be handled again after a redrive.',
  })
  @IsIn(FILTERED)
  readonly outcome: MessageOutcome | 'any' = 'processed';

  @ApiPropertyOptional({ minimum: 1, maximum: 1_000, default: 100, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly limit: number = 100;

  @ApiPropertyOptional({
    description: 'The cursor of an older page, from a Link header.',
    type: 'integer',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly before?: number;
}

/** The query of a request; times as numbers. */
export function toMessageQuery({ from, to, ...rest }: MessagesQueryDto): MessageQuery {
  return {
    ...rest,
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
}
