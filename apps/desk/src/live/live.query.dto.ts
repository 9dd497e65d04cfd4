import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import type { LiveOrder } from './follow-live';
import { LIVE_KINDS } from './live-record';

/** What a client of `GET /live` wants. */
export class LiveQueryDto {
  @ApiPropertyOptional({
    description: 'Only records of these kinds, separated by commas.',
    example: 'failed,dead-lettered',
    type: String,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',') : value,
  )
  @ArrayMaxSize(LIVE_KINDS.length)
  @IsIn(LIVE_KINDS, { each: true })
  readonly kinds?: readonly string[];

  @ApiPropertyOptional({ description: 'Only records of this queue.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Only records of events of this tipo.', example: 'CREACION' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly tipo?: string;

  @ApiPropertyOptional({
    description:
      'Only records with this text in an id, the tipo, the code or the failure, in upper and lower ' +
      'case as given.',
  })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly text?: string;

  @ApiPropertyOptional({
    description:
      'The offset to continue after, for clients that cannot send `Last-Event-ID`, which goes before it.',
    type: 'integer',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === '' ? value : Number(value)))
  @IsInt()
  @Min(0)
  readonly after?: number;
}

/** @param lastEventId the header of a client that comes back; anything but an offset counts as none. */
export function toLiveOrder(
  { after, ...filter }: LiveQueryDto,
  lastEventId: string | undefined,
): LiveOrder {
  const resumed = /^\d{1,16}$/.test(lastEventId ?? '') ? Number(lastEventId) : after;
  return { filter, ...(resumed !== undefined && { after: resumed }) };
}
