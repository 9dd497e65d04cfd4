import { Type } from 'class-transformer';
import { IsString, Length, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** Who is to be greeted. Fields beyond the name are kept. */
class GreetingPayload {
  @IsString()
  @Length(1, 100)
  readonly name!: string;
}

/** Somebody is to be greeted; in which language is said by the headers. */
export class GreetingDto extends EventDto {
  @ValidateNested()
  @Type(() => GreetingPayload)
  override readonly payload!: GreetingPayload;
}
