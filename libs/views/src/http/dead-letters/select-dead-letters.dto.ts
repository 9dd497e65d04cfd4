import { ApiPropertyOptional } from '@nestjs/swagger';
import { ProblemError } from '@warren/http';
import { MAX_AT_ONCE, type DeadLetterSelection } from '@warren/messaging';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { DeadLetterFilterDto, toFilter } from './dead-letters.query.dto';

/** Which dead letters: exactly one of `ids`, `group` and `filter`. */
export class SelectDeadLettersDto {
  @ApiPropertyOptional({ description: 'These.', type: [String], maxItems: MAX_AT_ONCE })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_AT_ONCE)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  readonly ids?: string[];

  @ApiPropertyOptional({ description: 'All of this group that are open; to restore, discarded.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(64)
  readonly group?: string;

  @ApiPropertyOptional({
    description: 'All that match and are open; to restore, discarded.',
    type: DeadLetterFilterDto,
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DeadLetterFilterDto)
  readonly filter?: DeadLetterFilterDto;
}

/** @throws ProblemError `invalid_request` unless exactly one of the three says which. */
export function toSelection({ filter, group, ids }: SelectDeadLettersDto): DeadLetterSelection {
  const given: DeadLetterSelection[] = [];
  if (ids != null) given.push({ ids });
  if (group != null) given.push({ group });
  if (filter != null) given.push({ filter: toFilter(filter) });
  const [selection, ...others] = given;
  if (selection === undefined || others.length > 0) {
    throw new ProblemError('invalid_request', 'give exactly one of ids, group and filter');
  }
  return selection;
}
