import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MAX_PATCH_OPERATIONS } from '@warren/model';
import { SelectDeadLettersDto } from '@warren/views';
import { ArrayMaxSize, IsArray, IsObject, IsOptional } from 'class-validator';

/** One operation of a JSON Patch, as `readPatch` checks it. */
export class PatchOperationDto {
  @ApiProperty({ enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] })
  readonly op!: string;

  @ApiProperty({ description: 'A JSON pointer into the event.', example: '/payload/total' })
  readonly path!: string;

  @ApiPropertyOptional({ description: 'Of `move` and `copy`.', example: '/payload/amount' })
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Of `add`, `replace` and `test`: any JSON.', example: 99 })
  readonly value?: unknown;
}

/** What is to be previewed. */
export class PreviewDto extends SelectDeadLettersDto {
  @ApiPropertyOptional({
    description: 'A JSON Patch (RFC 6902) that each event would be changed by.',
    type: [PatchOperationDto],
    maxItems: MAX_PATCH_OPERATIONS,
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_PATCH_OPERATIONS)
  @IsObject({ each: true })
  readonly patch?: object[];
}
