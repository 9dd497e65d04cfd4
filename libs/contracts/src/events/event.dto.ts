import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsString, MaxLength, MinLength } from 'class-validator';
import { Utf8Length } from './utf8-length.decorator';
import { IsWritableJson, MAX_PAYLOAD_DEPTH } from './writable-json.decorator';

/**
 * The event as the original system's users know it. On the wire an AMQP body is exactly this
 * object as UTF-8 JSON with nothing around it, so that any AMQP client can take part.
 */
export class EventDto {
  @ApiProperty({
    description: "The sender's own id. Warren does not use it to tell messages apart.",
    example: 'abc123',
    minLength: 1,
    maxLength: 256,
  })
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  readonly id!: string;

  @ApiProperty({
    description: 'What kind of event this is, at most 255 bytes of UTF-8.',
    example: 'CREACION',
    minLength: 1,
    maxLength: 255,
  })
  // 255 bytes is what the AMQP property `type` can hold.
  @Utf8Length(1, 255)
  readonly tipo!: string;

  @ApiProperty({
    description:
      'Any JSON object, nested at most 64 levels deep. Its numbers are doubles, as in JavaScript: send ' +
      'whole ones beyond 2^53 as texts.',
    type: 'object',
    additionalProperties: true,
    example: { usuario: 'juan', valor: 42 },
  })
  @IsObject()
  @IsWritableJson(MAX_PAYLOAD_DEPTH)
  readonly payload!: Record<string, unknown>;
}
