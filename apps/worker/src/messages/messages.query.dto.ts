import { ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

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
