import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** What a job may say. One without a `source` has nothing to load, and is done at once. */
class EtlJobPayload {
  /** Where the rows come from. */
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly source?: string;

  /** How many there are to load. With the fewest at once, 10,000 pieces: each is a record in the journal. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  readonly rows?: number;

  /** How many are loaded at once, and lost at most when the attempt ends in between. Default 1,000. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(1_000_000)
  readonly chunkRows?: number;

  /** Only the stand-in for a real source asks: how long it takes over a chunk, in milliseconds. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(60_000)
  readonly msPerChunk?: number;
}

/** Rows are to be loaded from a source. */
export class EtlJobDto extends EventDto {
  @ValidateNested()
  @Type(() => EtlJobPayload)
  override readonly payload!: EtlJobPayload;
}
