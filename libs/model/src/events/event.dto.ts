import { IsObject, IsString, MaxLength, MinLength } from 'class-validator';
import { Utf8Length } from './utf8-length.decorator';
import { IsWritableJson, MAX_PAYLOAD_DEPTH } from './writable-json.decorator';

/**
 * The event as the original system's users know it. On the wire an AMQP body is exactly this
 * object as UTF-8 JSON with nothing around it, so that any AMQP client can take part.
 */
export class EventDto {
  /** The sender's own id. */
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly id!: string;

  /** What kind of event this is. */
  // 255 bytes is what the AMQP property `type` can hold.
  @Utf8Length(1, 255)
  readonly tipo!: string;

  /** Any JSON object; an event of one's own declares its class. */
  @IsObject()
  @IsWritableJson(MAX_PAYLOAD_DEPTH)
  readonly payload!: object;
}
