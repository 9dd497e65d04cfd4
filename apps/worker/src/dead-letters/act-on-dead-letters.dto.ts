import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SelectDeadLettersDto } from '@warren/views';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

/** Which dead letters, why and by whom. */
export class ActOnDeadLettersDto extends SelectDeadLettersDto {
  @ApiProperty({ description: 'Kept with what is done.', example: 'the warehouse is back' })
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  readonly reason!: string;

  @ApiPropertyOptional({ description: 'Who does it.', default: 'operator' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  readonly by?: string;
}

/** How dead letters are sent to their queues again. */
export class RedriveDto extends ActOnDeadLettersDto {
  @ApiPropertyOptional({
    description: 'Sent in place of the payload of the event; for exactly one id.',
    type: 'object',
    additionalProperties: true,
  })
  @IsOptional()
  @IsObject()
  readonly payload?: Record<string, unknown>;

  @ApiPropertyOptional({
    description: 'Sends one, and the rest only when that is processed within `canaryWaitMs`.',
    default: false,
  })
  @IsOptional()
  @IsBoolean()
  readonly canary?: boolean;

  @ApiPropertyOptional({ type: 'integer', minimum: 100, maximum: 60_000, default: 30_000 })
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(60_000)
  readonly canaryWaitMs?: number;

  @ApiPropertyOptional({
    description: 'The most per second. Unset: as fast as the broker confirms.',
    minimum: 0.1,
    maximum: 10_000,
  })
  @IsOptional()
  @IsNumber()
  @Min(0.1)
  @Max(10_000)
  readonly rate?: number;

  @ApiPropertyOptional({ description: 'Sends nothing, and says what would be sent.' })
  @IsOptional()
  @IsBoolean()
  readonly dryRun?: boolean;
}

/** What became of one dead letter. */
class DeadLetterResultDto {
  @ApiProperty()
  readonly deadLetterId!: string;

  @ApiPropertyOptional({ description: 'Absent for an id that is not kept here.' })
  readonly messageId?: string;

  @ApiPropertyOptional()
  readonly queue?: string;

  @ApiProperty({ enum: ['discarded', 'restored', 'skipped', 'failed'] })
  readonly outcome!: string;

  @ApiPropertyOptional({ description: 'Why it was skipped.' })
  readonly reason?: string;

  @ApiPropertyOptional({
    description: 'Why it failed.',
    type: 'object',
    additionalProperties: true,
  })
  readonly problem?: object;
}

/** What was not done. */
class RestOfOrderDto {
  @ApiProperty({ description: 'In another state, or being acted on.' })
  readonly skipped!: number;

  @ApiProperty({
    description:
      'Not kept here, or not confirmed by the journal: the `problem` of each says what it is now.',
  })
  readonly failed!: number;

  @ApiProperty({ description: 'Beyond the 10,000 that are taken at once: ask again.' })
  readonly left!: number;

  @ApiPropertyOptional({
    description: 'How many were skipped for which reason; absent when none was.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { 'already redriven': 2, 'another worker acts on it': 1 },
  })
  readonly skippedBecause?: Readonly<Record<string, number>>;

  @ApiPropertyOptional({
    description:
      'What became of each, as the lines of a redrive; absent when none failed. What failed can be ' +
      'asked for again by its id; where the journal did not answer it may be done already.',
    type: [DeadLetterResultDto],
  })
  readonly results?: DeadLetterResultDto[];
}

/** What `POST /dead-letters/discard` answers. */
export class DiscardSummaryDto extends RestOfOrderDto {
  @ApiProperty()
  readonly discarded!: number;
}

/** What `POST /dead-letters/restore` answers. */
export class RestoreSummaryDto extends RestOfOrderDto {
  @ApiProperty()
  readonly restored!: number;
}
