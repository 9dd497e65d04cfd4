import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const SCHEMA = {
  type: 'object',
  additionalProperties: true,
  description:
    'JSON Schema (2020-12), from the rules of the class. A rule of your own is not in it.',
  example: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
} as const;
const EXAMPLE = {
  type: 'object',
  additionalProperties: true,
  description: 'The least that is accepted; absent where none can be made of the schema.',
} as const;

/** A queue, and the class of the events that it accepts. */
class ListedQueueDto {
  @ApiProperty({ example: 'orders' })
  readonly queue!: string;

  @ApiProperty({ description: 'The class of its events.', example: 'EventDto' })
  readonly event!: string;
}

/** A command, and the class of its data. */
class ListedCommandDto {
  @ApiProperty({ example: 'orders.quote' })
  readonly command!: string;

  @ApiProperty({ description: 'The class of its data.', example: 'QuoteDto' })
  readonly data!: string;
}

/** What `GET /schemas` answers. */
export class SchemasDto {
  @ApiProperty({ type: [ListedQueueDto] })
  readonly queues!: ListedQueueDto[];

  @ApiProperty({ type: [ListedCommandDto] })
  readonly commands!: ListedCommandDto[];
}

/** What a queue accepts. */
export class QueueSchemaDto extends ListedQueueDto {
  @ApiProperty(SCHEMA)
  readonly schema!: object;

  @ApiPropertyOptional({ ...EXAMPLE, example: { id: 'id', tipo: 'tipo', payload: {} } })
  readonly example?: object;
}

/** What a command accepts. */
export class CommandSchemaDto extends ListedCommandDto {
  @ApiProperty(SCHEMA)
  readonly schema!: object;

  @ApiPropertyOptional({ ...EXAMPLE, example: { sku: 'sku' } })
  readonly example?: object;
}

/** Something that is wrong. */
export class FaultDto {
  @ApiProperty({
    description: 'A JSON pointer (RFC 6901) to the field; empty: it is about the whole.',
    example: '/payload/total',
  })
  readonly pointer!: string;

  @ApiProperty({ example: 'total must be a positive number' })
  readonly detail!: string;
}

/** Whether it would be accepted. */
export class CheckedDto {
  @ApiProperty({ description: 'Whether a worker would give it to its handler.' })
  readonly ok!: boolean;

  @ApiPropertyOptional({
    description: 'Where it is not: the code that its dead letter, or the answer, would have.',
    example: 'invalid_event',
  })
  readonly code?: string;

  @ApiPropertyOptional({ type: [FaultDto], description: 'Up to 20.' })
  readonly faults?: readonly FaultDto[];
}
