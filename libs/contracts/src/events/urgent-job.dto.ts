import { Type } from 'class-transformer';
import { IsString, Length, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** What is to be done. Fields beyond the job are kept. */
class UrgentJobPayload {
  @IsString()
  @Length(1, 256)
  readonly job!: string;
}

/** Something is to be done; how urgent it is, is said by the priority. */
export class UrgentJobDto extends EventDto {
  @ValidateNested()
  @Type(() => UrgentJobPayload)
  override readonly payload!: UrgentJobPayload;
}
