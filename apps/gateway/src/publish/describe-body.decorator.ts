import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiParam, getSchemaPath } from '@nestjs/swagger';
import type { PublishRoute } from '@warren/model';
import { exampleOf, ownEventsOf, schemasOf } from './own-events';

type Examples = Record<string, { readonly summary: string; readonly value: unknown }>;

/**
 * Documents the body of a publish route: any event, and those that have a class of their own, each with
 * an example that its queue takes.
 *
 * @param type the class that the body is checked by.
 */
export function DescribesBody(
  route: PublishRoute,
  type: Type<object>,
  examples: Examples,
): MethodDecorator {
  const own = ownEventsOf(route);
  const shown = own.flatMap((each) => {
    const key = route.routingKey === undefined ? ` with the routing key ${each.routingKey}` : '';
    const summary = `For the queue ${each.queue}${key}`;
    const value = exampleOf(each);
    return value === undefined ? [] : [[each.queue, { summary, value }] as const];
  });
  return applyDecorators(
    ApiExtraModels(type),
    ApiBody({
      schema: { anyOf: [{ $ref: getSchemaPath(type) }, ...schemasOf(own)] },
      examples: { ...examples, ...Object.fromEntries(shown) },
    }),
  );
}

/** Documents the routing key of a route, with one for each queue whose events have a class of their own. */
export function DescribesRoutingKey(route: PublishRoute, example: string): MethodDecorator {
  const own = ownEventsOf(route).map(
    ({ queue, routingKey }) =>
      [queue, { summary: `For the queue ${queue}`, value: routingKey }] as const,
  );
  return ApiParam({
    name: 'routingKey',
    examples: { works: { value: example }, ...Object.fromEntries<Examples[string]>(own) },
  });
}
