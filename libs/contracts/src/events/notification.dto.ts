import { Type } from 'class-transformer';
import { IsString, Length, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** What the notification says. Fields beyond the text are kept. */
class NotificationPayload {
  @IsString()
  @Length(1, 4_096)
  readonly text!: string;
}

/** A notification for a user, over every channel there is. */
export class NotificationDto extends EventDto {
  @ValidateNested()
  @Type(() => NotificationPayload)
  override readonly payload!: NotificationPayload;
}
