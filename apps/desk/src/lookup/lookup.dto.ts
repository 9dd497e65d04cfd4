import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import { KINDS } from './find-pasted';

/** What somebody pasted. */
export class LookupQueryDto {
  @ApiPropertyOptional({
    required: true,
    description:
      'An id of a message, an event, a dead letter, a flow (correlation id) or a trace (also a ' +
      '`traceparent`), the name of a queue or an exchange, a tipo, an offset of the journal, an address ' +
      'of the desk, or JSON with any of these.',
    example: 'order-42',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(8_192)
  readonly q!: string;
}

/** One thing that may be meant. */
export class FoundThingDto {
  @ApiProperty({ enum: KINDS, example: 'message' })
  readonly kind!: string;

  @ApiProperty({ example: 'PAID in mensajes: processed' })
  readonly title!: string;

  @ApiProperty({
    description: 'Where it is, relative to the root of the desk.',
    example: 'messages/be3863a1-5f77-5322-9b16-079e0d3013d4',
  })
  readonly link!: string;
}

/** What a text may be. */
export class LookupDto {
  @ApiProperty({ description: 'False: older messages were not looked at.' })
  readonly complete!: boolean;

  @ApiProperty({ type: [FoundThingDto], description: 'The most likely first; at most 50.' })
  readonly entries!: readonly FoundThingDto[];
}
