import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_PATCH_OPERATIONS } from '@warren/model';
import { SelectDeadLettersDto } from '@warren/views';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { PatchOperationDto } from '../preview/preview.dto';
import { CANARY_WAIT_MS, MAX_MEMBERS } from './read-order';

export const ACTIONS = ['redrive', 'discard', 'restore'] as const;

/** How many are sent first, and how long their result is waited for. */
class CanaryDto {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100, example: 1 })
  @IsInt()
  @Min(1)
  @Max(100)
  readonly count!: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 100,
    maximum: 600_000,
    default: CANARY_WAIT_MS,
  })
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly waitMs?: number;
}

/** What is to be done to many dead letters. */
export class OrderOperationDto extends SelectDeadLettersDto {
  @ApiProperty({ enum: ACTIONS })
  @IsIn(ACTIONS)
  readonly action!: (typeof ACTIONS)[number];

  @ApiProperty({ description: 'Kept with what is done.', example: 'the warehouse is back' })
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  readonly reason!: string;

  @ApiPropertyOptional({
    description:
      'Of a redrive: a JSON Patch (RFC 6902) that each event is changed by. Where it does not apply, or the queue ' +
      'would refuse the event, that one is `refused` and stays open. The originals are kept.',
    type: [PatchOperationDto],
    maxItems: MAX_PATCH_OPERATIONS,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_PATCH_OPERATIONS)
  @IsObject({ each: true })
  readonly patch?: object[];

  @ApiPropertyOptional({
    description: 'Of a redrive: a declared queue that gets them in place of their own.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly to?: string;

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

  @ApiPropertyOptional({
    description:
      'Of a redrive: sends this number first, and the others only when all of these are processed in time.',
    type: CanaryDto,
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => CanaryDto)
  readonly canary?: CanaryDto;

  @ApiPropertyOptional({
    description:
      'It stops by itself when more members than that fail or are dead letters again. Unset: a tenth of them, and at least 10.',
    type: 'integer',
    minimum: 0,
    maximum: MAX_MEMBERS,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_MEMBERS)
  readonly maxFailures?: number;
}
