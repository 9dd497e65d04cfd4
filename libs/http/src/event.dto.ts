import { ApiProperty } from '@nestjs/swagger';
import { EventDto as Event } from '@warren/model';

/** The base of all events, as OpenAPI shows it. */
export class EventDto extends Event {
  @ApiProperty({
    description: "The sender's own id. Warren does not identify messages by it.",
    example: 'abc123',
    minLength: 1,
    maxLength: 256,
  })
  override readonly id!: string;

  @ApiProperty({
    description: 'What kind of event this is, at most 255 bytes of UTF-8.',
    example: 'CREACION',
    minLength: 1,
    maxLength: 255,
  })
  override readonly tipo!: string;

  @ApiProperty({
    description:
      'Any JSON object, nested at most 64 levels deep. Its numbers are doubles, as in JavaScript: send ' +
      'whole ones beyond 2^53 as texts.',
    type: 'object',
    additionalProperties: true,
    example: { usuario: 'juan', valor: 42 },
  })
  override readonly payload!: object;
}
