import { ApiProperty } from '@nestjs/swagger';
import { IsRoutingKey } from '@warren/http';

/** The routing key in an address. */
export class RoutingKeyParam {
  @ApiProperty({ description: 'Up to eight words of a-z, 0-9, _ and - joined by dots.' })
  @IsRoutingKey()
  readonly routingKey!: string;
}
