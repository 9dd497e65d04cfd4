import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import type { CountQuery } from '../../messages/count-messages';
import type { MessageQuery } from '../../messages/find-messages';
import { OUTCOMES, type MessageOutcome } from '../../messages/message-entry';
import { OlderPage, PageLimit } from '../page-query';
import { readFieldNames } from './message-fields';
import { MessageFilterDto, toMessageFilter } from './message-filter.dto';

const FILTERED = [...OUTCOMES, 'any'] as const;

const FORMATS = ['json', 'ndjson', 'csv'] as const;

const areFields = (text: unknown): boolean =>
  typeof text === 'string' && readFieldNames(text) !== undefined;
const explain = (): string => 'fields must be up to 50 names of fields, separated by commas';

/** Which messages `GET /messages` gives. */
export class MessagesQueryDto extends MessageFilterDto {
  @ApiPropertyOptional({
    enum: FILTERED,
    default: 'processed',
    description:
      'What has become of it; `running` when its handler has said how far it is, `retrying` also ' +
      'while it waits to be handled again after a redrive.',
  })
  @IsIn(FILTERED)
  readonly outcome: MessageOutcome | 'any' = 'processed';

  @ApiPropertyOptional({
    description:
      'Only these fields, separated by commas, by these names: `id`, `tipo`, `payload` or a place in it ' +
      '(`payload.usuario`), a field of `delivery`, `headers.` and a name, `runMs`. The names are the keys.',
    example: 'messageId,tipo,outcome,payload.usuario',
  })
  @IsOptional()
  @MaxLength(2_048)
  @ValidateBy({ name: 'areFields', validator: { validate: areFields, defaultMessage: explain } })
  readonly fields?: string;

  @ApiPropertyOptional({
    enum: FORMATS,
    description:
      '`ndjson` and `csv`: all messages that match, without `limit`, as a stream. Default: what ' +
      '`Accept` names first, or else `json`.',
  })
  @IsOptional()
  @IsIn(FORMATS)
  readonly format?: (typeof FORMATS)[number];

  @PageLimit(100)
  readonly limit: number = 100;

  @OlderPage()
  readonly before?: number;
}

/** Which messages `GET /messages/counts` counts. */
export class CountsQueryDto extends MessageFilterDto {
  @ApiPropertyOptional({ enum: FILTERED, default: 'any', description: 'What has become of it.' })
  @IsIn(FILTERED)
  readonly outcome: MessageOutcome | 'any' = 'any';

  @OlderPage()
  readonly before?: number;
}

/** Which messages `GET /messages/histogram` counts. */
export class HistogramQueryDto extends CountsQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: 1_000, default: 60, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly buckets: number = 60;
}

/** The query of a request for a page. */
export function toMessageQuery(query: MessagesQueryDto): MessageQuery {
  return toMessageFilter(query);
}

/** The query of a request for counts. */
export function toCountQuery(query: CountsQueryDto): CountQuery {
  return toMessageFilter(query);
}
