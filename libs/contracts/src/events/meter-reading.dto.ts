import { Type } from 'class-transformer';
import {
  IsNumber,
  IsRFC3339,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { EventDto } from '@warren/model';

/** What a reading must say. Fields beyond these are kept: a newer publisher may send more. */
class MeterReadingPayload {
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  readonly meter!: string;

  /** What the meter has counted since it was built in. */
  @IsNumber()
  readonly kWh!: number;

  @IsRFC3339()
  readonly takenAt!: string;
}

/** Somebody read a meter. */
export class MeterReadingDto extends EventDto {
  @ValidateNested()
  @Type(() => MeterReadingPayload)
  override readonly payload!: MeterReadingPayload;
}
