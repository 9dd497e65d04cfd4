import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { EventDto } from '@warren/contracts';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsMessageHeaders } from './is-message-headers';

const HEADERS: ApiPropertyOptions = {
  description:
    'Sent as AMQP headers: at most 16, each a string of at most 256 bytes, a whole number or a ' +
    'boolean. `x-*`, `__*`, `warren-*`, `CC` and `BCC` are refused.',
  type: 'object',
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] },
  example: { lang: 'es' },
};

/** How to send the event. */
export class PublishOptionsDto {
  @ApiPropertyOptional(HEADERS)
  @IsOptional()
  @IsMessageHeaders()
  readonly headers?: Record<string, string | number | boolean>;
}

/** An event, and how to send it. */
export class PublishEventDto extends EventDto {
  @ApiPropertyOptional({ type: PublishOptionsDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PublishOptionsDto)
  readonly options?: PublishOptionsDto;
}

/** How to send an event to the headers exchange, which routes by nothing but headers. */
export class HeadersOptionsDto {
  @ApiProperty(HEADERS)
  @IsMessageHeaders()
  readonly headers!: Record<string, string | number | boolean>;
}

/** An event for the headers exchange. */
export class PublishByHeadersDto extends EventDto {
  @ApiProperty({ type: HeadersOptionsDto })
  @IsObject()
  @ValidateNested()
  @Type(() => HeadersOptionsDto)
  readonly options!: HeadersOptionsDto;
}
