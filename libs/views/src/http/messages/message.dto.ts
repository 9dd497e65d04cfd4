import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { ExcerptDto } from '../excerpt.dto';
import { HEADERS_PROPERTY } from '../headers-property';
import { decisiveAttempt } from '../../messages/decisive-attempt';
import { OUTCOMES, parseFacts } from '../../messages/message-entry';
import type { MessageEntry, MessageOutcome } from '../../messages/message-entry';

/** How a message was delivered, and what became of it. */
export class DeliveryDto {
  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({ example: queues.mensajes.name })
  readonly queue!: string;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({ example: queues.mensajes.name })
  readonly routingKey!: string;

  @ApiProperty({
    description: 'Which attempt succeeded, or else is the last, from 1. 0: there was none.',
  })
  readonly attempt!: number;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null when the publisher did not say.',
  })
  readonly publishedAt!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null when it was not processed.',
  })
  readonly processedAt!: string | null;

  @ApiPropertyOptional({ description: 'What it belongs to; only when its publisher said so.' })
  readonly correlationId?: string;

  @ApiPropertyOptional({ description: 'The message id of the event it follows from, if it does.' })
  readonly causationId?: string;

  @ApiProperty(HEADERS_PROPERTY)
  readonly headers!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    enum: OUTCOMES,
    description:
      '`running`: its handler has said how far it is. `retrying` also while it waits to be handled ' +
      'again after a redrive.',
  })
  readonly outcome!: MessageOutcome;

  @ApiProperty({ format: 'date-time', description: 'What `from` and `to` are about.' })
  readonly recordedAt!: string;
}

/** An event and how it was delivered. What was processed is an event always. */
export class MessageDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      "The sender's own id. Null, like `tipo` and `payload`, when this is no event, and while its " +
      'first attempt runs.',
    example: 'abc123',
  })
  readonly id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'CREACION' })
  readonly tipo!: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { usuario: 'juan', valor: 42 },
  })
  readonly payload!: Readonly<Record<string, unknown>> | null;

  @ApiPropertyOptional({
    type: ExcerptDto,
    description: 'Of an event that is too large for the journal; its payload is empty here then.',
  })
  readonly excerpt?: ExcerptDto;

  @ApiProperty({ type: DeliveryDto })
  readonly delivery!: DeliveryDto;
}

/** An entry as the API lists it, in JSON. Its event is not parsed for it: what is kept is put in. */
export function writeMessage(entry: MessageEntry): string {
  const event = entry.body ?? '{"id":null,"tipo":null,"payload":null}';
  return `${event.slice(0, -1)},"delivery":${JSON.stringify(toDeliveryDto(entry))}}`;
}

/** How a message was delivered, as the API shows it. */
export function toDeliveryDto(
  entry: MessageEntry,
  attempt = decisiveAttempt(entry.steps),
): DeliveryDto {
  const { messageId, queue, outcome } = entry;
  const facts = parseFacts(entry.facts);
  const { exchange, routingKey, publishedAt, correlationId, causationId, headers } = facts;
  return {
    ...{ messageId, queue, exchange, routingKey },
    attempt: attempt?.attempt ?? 0,
    publishedAt: toTime(publishedAt),
    processedAt: toTime(attempt?.kind === 'processed' ? attempt.at : undefined),
    ...(correlationId !== undefined && { correlationId }),
    ...(causationId !== undefined && { causationId }),
    headers,
    outcome,
    recordedAt: new Date(entry.at).toISOString(),
  };
}

function toTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
