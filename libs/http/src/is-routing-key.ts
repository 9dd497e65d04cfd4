import { applyDecorators } from '@nestjs/common';
import { Matches, MaxLength } from 'class-validator';

/** What a routing key from outside looks like. */
export const ROUTING_KEY = /^[a-z0-9_-]{1,32}(\.[a-z0-9_-]{1,32}){0,7}$/;

/** Accepts a routing key from outside: no wildcards, nothing to escape, within AMQP's 255 bytes. */
export function IsRoutingKey(): PropertyDecorator {
  return applyDecorators(
    MaxLength(255),
    Matches(ROUTING_KEY, {
      message: 'routingKey must be one to eight words of a-z, 0-9, _ and - joined by dots',
    }),
  );
}
