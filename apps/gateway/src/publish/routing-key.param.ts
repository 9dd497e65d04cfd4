import { ApiProperty } from '@nestjs/swagger';
import { Matches, MaxLength } from 'class-validator';

/** A routing key from outside: no wildcards, nothing that needs escaping, within AMQP's 255 bytes. */
export class RoutingKeyParam {
  @ApiProperty({ description: 'Up to eight words of a-z, 0-9, _ and - joined by dots.' })
  @MaxLength(255)
  @Matches(/^[a-z0-9_-]{1,32}(\.[a-z0-9_-]{1,32}){0,7}$/, {
    message: 'routingKey must be one to eight words of a-z, 0-9, _ and - joined by dots',
  })
  readonly routingKey!: string;
}
