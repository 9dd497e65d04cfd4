import { ApiPropertyOptional } from '@nestjs/swagger';
import { GROUP_PLACE, IsTime } from '@warren/views';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import type { TriageFields } from '@warren/messaging';
import { IsHttpAddress } from './http-address';

const HOURS_OF_A_WEEK = 168;
const MAX_GROUPS = 100;

/** Of what time the sparklines are. */
export class TrendQueryDto {
  @ApiPropertyOptional({
    description: 'How many hours back the sparkline goes, in 48 steps.',
    ...{ type: 'integer', minimum: 1, maximum: HOURS_OF_A_WEEK, default: 24 },
  })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(HOURS_OF_A_WEEK)
  readonly hours: number = 24;
}

/** Which groups `GET /groups` gives. */
export class GroupsQueryDto extends TrendQueryDto {
  @ApiPropertyOptional({ description: 'Only of this queue.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_GROUPS, default: 20 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_GROUPS)
  readonly limit: number = 20;

  @ApiPropertyOptional({
    description: 'The cursor of a further page, from a Link header.',
    example: '1-70656',
  })
  @IsOptional()
  @IsString()
  @Matches(GROUP_PLACE, { message: 'after must be a cursor from a Link header' })
  readonly after?: string;
}

const isSaid = (_: object, value: unknown): boolean => value !== undefined && value !== null;

/** What is said of a group; null takes a field back, an absent one stays. */
export class TriageDto implements TriageFields {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255, example: 'ana' })
  @ValidateIf((dto: TriageDto) => isSaid(dto, dto.owner))
  @IsString()
  @MaxLength(255)
  readonly owner?: string | null;

  @ApiPropertyOptional({
    ...{ type: String, nullable: true, maxLength: 2_048 },
    example: 'the supplier sends no currency; asked them',
  })
  @ValidateIf((dto: TriageDto) => isSaid(dto, dto.note))
  @IsString()
  @MaxLength(2_048)
  readonly note?: string | null;

  @ApiPropertyOptional({
    description: 'The address of a page, http or https.',
    ...{ type: String, nullable: true, maxLength: 2_048 },
    example: 'https://tickets.example/W-42',
  })
  @ValidateIf((dto: TriageDto) => isSaid(dto, dto.link))
  @MaxLength(2_048)
  @IsHttpAddress()
  readonly link?: string | null;

  @ApiPropertyOptional({
    description: 'No alarm before this time.',
    ...{ type: String, format: 'date-time', nullable: true },
  })
  @ValidateIf((dto: TriageDto) => isSaid(dto, dto.muteUntil))
  @MaxLength(64)
  @IsTime()
  readonly muteUntil?: string | null;

  @ApiPropertyOptional({
    description:
      'No alarm until more than this number come in an hour. With `muteUntil`: while both are so.',
    ...{ type: 'integer', nullable: true, minimum: 0, maximum: 1_000_000 },
  })
  @ValidateIf((dto: TriageDto) => isSaid(dto, dto.mutePerHour))
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly mutePerHour?: number | null;
}
