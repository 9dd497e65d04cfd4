import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { Utf8Length } from '@warren/model';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

/** `first`, an offset, `last:<n>`, or an RFC 3339 time; what exactly is read by `readPosition`. */
const POSITION = /^(first|\d{1,15}|last:\d{1,9}|\d{4}-\d\d-\d\d[Tt ].{5,30})$/;
const PRINTABLE = /^[^\p{Cc}]+$/u;

/** Which past events are published again, where to, and why. */
export class ReplayDto {
  @ApiProperty({
    description:
      'Where in the journal to begin: `first`, an offset, `last:<n>` for about the last n records, or ' +
      'a time (RFC 3339) for what was processed then or later.',
    example: '2026-11-24T05:00:00Z',
  })
  @IsString()
  @Matches(POSITION, { message: 'from must be `first`, an offset, `last:<n>` or an RFC 3339 time' })
  readonly from!: string;

  @ApiProperty({
    description: 'The one queue that gets them. No other queue does.',
    example: queues.ordersAudit.name,
  })
  @IsString()
  @MaxLength(255)
  readonly to!: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'Only events that one of these queues processed. Default: of any queue.',
    example: [queues.ordersCreated.name],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  readonly queues?: string[];

  @ApiPropertyOptional({
    type: [String],
    description: 'Only events of one of these tipos. Default: of any.',
    example: ['ORDER_CREATED'],
  })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @IsString({ each: true })
  readonly tipos?: string[];

  @ApiPropertyOptional({
    description: 'The most per second.',
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    default: 1_000,
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly rate?: number;

  @ApiPropertyOptional({
    description:
      'Also what the queue has processed before. Each event gets a new message id, made from its own ' +
      'and `run`.',
    default: false,
  })
  @IsOptional()
  @IsBoolean()
  readonly force?: boolean;

  @ApiPropertyOptional({
    description:
      'Names the run. To continue a forced replay, send the name that its answer says: then what ' +
      'was sent before is not processed twice. Default: a new one.',
  })
  @IsOptional()
  @Utf8Length(1, 255)
  @Matches(PRINTABLE, { message: 'run must be printable' })
  readonly run?: string;

  @ApiPropertyOptional({ description: 'Publishes nothing, and counts.', default: false })
  @IsOptional()
  @IsBoolean()
  readonly dryRun?: boolean;

  @ApiPropertyOptional({ description: 'Who does it.', default: 'operator' })
  @IsOptional()
  @Utf8Length(1, 255)
  @Matches(PRINTABLE, { message: 'by must be printable' })
  readonly by?: string;

  @ApiProperty({ description: 'Why.', example: 'the audit starts again' })
  @Utf8Length(1, 1_024)
  readonly reason!: string;
}
