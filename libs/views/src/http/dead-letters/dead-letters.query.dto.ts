import { ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { DeadLetterCause, DeadLetterFilter, GroupPlace } from '@warren/messaging';
import { IsIn, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { IsTime } from '../is-time';
import { OlderPage, PageLimit } from '../page-query';
import { CAUSES, STATES } from './dead-letter.dto';

/** How many a group has, and where the first of them is in the journal. */
export const GROUP_PLACE = /^(\d{1,15})-(\d{1,16})$/;

/** Which dead letters are meant; everything that is set must be so. */
export class DeadLetterFilterDto {
  @ApiPropertyOptional({ description: 'Only of this queue.', example: queues.etlJobs.name })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Only events of this tipo.', example: 'CREACION' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly tipo?: string;

  @ApiPropertyOptional({ description: 'Only with this cause.', enum: CAUSES })
  @IsOptional()
  @IsIn(CAUSES)
  readonly cause?: DeadLetterCause;

  @ApiPropertyOptional({ description: 'Only with this code.', example: 'unknown_source' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly code?: string;

  @ApiPropertyOptional({ description: 'Only this message.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly messageId?: string;

  @ApiPropertyOptional({ description: "Only events with this id of the sender's." })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly id?: string;

  @ApiPropertyOptional({
    description: 'Stands in the body letter by letter, as it is or as compact JSON.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly text?: string;

  @ApiPropertyOptional({ description: 'Died then or after it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Died before it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly to?: string;
}

/** Which dead letters a list is about. */
class ListedDeadLettersDto extends DeadLetterFilterDto {
  @ApiPropertyOptional({
    description: 'Only in this state; `any`: in every state.',
    enum: [...STATES, 'any'],
    default: 'open',
  })
  @IsIn([...STATES, 'any'])
  readonly state: NonNullable<DeadLetterFilter['state']> = 'open';
}

/** Which groups `GET /dead-letters/groups` gives. */
export class DeadLetterGroupsQueryDto extends ListedDeadLettersDto {
  @PageLimit(100)
  readonly limit: number = 100;

  @ApiPropertyOptional({
    description: 'The cursor of a further page, from a Link header.',
    example: '1-70656',
  })
  @IsOptional()
  @IsString()
  @Matches(GROUP_PLACE, { message: 'after must be a cursor from a Link header' })
  readonly after?: string;
}

/** Which dead letters `GET /dead-letters` gives. */
export class DeadLettersQueryDto extends ListedDeadLettersDto {
  @ApiPropertyOptional({ description: 'Only of this group.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly group?: string;

  @PageLimit(50)
  readonly limit: number = 50;

  @OlderPage()
  readonly before?: number;
}

/** The filter that the fields of a request make; a field that is null counts as one that is not there. */
export function toFilter(
  fields: DeadLetterFilterDto & Pick<DeadLetterFilter, 'group' | 'state'>,
): DeadLetterFilter {
  const { from, to } = fields;
  return {
    queue: fields.queue ?? undefined,
    tipo: fields.tipo ?? undefined,
    cause: fields.cause ?? undefined,
    code: fields.code ?? undefined,
    messageId: fields.messageId ?? undefined,
    id: fields.id ?? undefined,
    text: fields.text ?? undefined,
    group: fields.group,
    state: fields.state,
    from: from == null ? undefined : new Date(from),
    to: to == null ? undefined : new Date(to),
  };
}

/** The place that a cursor names. */
export function readGroupPlace(cursor: string | undefined): GroupPlace | undefined {
  const [, count, offset] = GROUP_PLACE.exec(cursor ?? '') ?? [];
  return count === undefined ? undefined : { count: Number(count), offset: Number(offset) };
}

/** The cursor that names a place. */
export function writeGroupPlace({ count, offset }: GroupPlace): string {
  return `${count}-${offset}`;
}
