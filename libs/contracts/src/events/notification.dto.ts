import { Type } from 'class-transformer';
import { IsString, Length, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** What is to be told. Fields beyond the text are kept. */
class NotificationPayload {
  @IsString()
  @Length(1, 4_096)
  readonly text!: string;
}

/** Somebody is to be told something, in every way there is. */
export class NotificationDto extends EventDto {
  @ValidateNested()
  @Type(() => NotificationPayload)
  override readonly payload!: NotificationPayload;
}
