import { applyDecorators, Controller, HttpCode, Param, Post, Res, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { routes } from '@warren/contracts';
import type { PublishRoute } from '@warren/model';
import type { BodyRouteConfig } from '@warren/http';
import { StrictValidationPipe } from '@warren/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescribesBody, DescribesRoutingKey } from './describe-body.decorator';
import {
  DescribesPublishContext,
  readPublishContext,
  type PublishContext,
} from './publish-context';
import { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';
import { examples } from './publish-examples';
import { PublishReceiptDto, RoutingDto } from './publish-receipt.dto';
import type { EarlyRefusalConfig } from './refuse-early';
import { PublishService, type PublishAnswer } from './publish.service';
import { RoutingKeyParam } from './routing-key.param';

type PublishRouteConfig = EarlyRefusalConfig & BodyRouteConfig;

/**
 * One endpoint per exchange. The endpoint decides the exchange; no client can name one.
 *
 * Body and headers are read from the request itself: each parameter that Nest would hand over
 * costs every request a few promises, and these routes are the busy ones.
 */
@ApiTags('publish')
@Controller()
export class PublishController {
  private readonly pipe = new StrictValidationPipe();

  constructor(private readonly service: PublishService) {}

  @Post('send')
  @Publishes(routes.send, 'the queue `mensajes`, through the default exchange')
  @DescribesBody(routes.send, PublishEventDto, examples.send)
  send(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.send, routes.send.routingKey, PublishEventDto, reply);
  }

  @Post('direct/:routingKey')
  @Publishes(routes.direct, 'the queues bound to the direct exchange by exactly this key')
  @DescribesRoutingKey(routes.direct, 'info')
  @DescribesBody(routes.direct, PublishEventDto, examples.direct)
  direct(@Param() { routingKey }: RoutingKeyParam, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.direct, routingKey, PublishEventDto, reply);
  }

  @Post('topic/:routingKey')
  @Publishes(routes.topic, 'the queues whose pattern on the topic exchange matches this key')
  @DescribesRoutingKey(routes.topic, 'orders.eu.created')
  @DescribesBody(routes.topic, PublishEventDto, examples.topic)
  topic(@Param() { routingKey }: RoutingKeyParam, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.topic, routingKey, PublishEventDto, reply);
  }

  @Post('fanout')
  @Publishes(routes.fanout, 'every queue bound to the fanout exchange')
  @DescribesBody(routes.fanout, PublishEventDto, examples.fanout)
  fanout(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.fanout, routes.fanout.routingKey, PublishEventDto, reply);
  }

  @Post('headers')
  @Publishes(
    routes.headers,
    'the queues whose headers on the headers exchange match those in `options`',
  )
  @DescribesBody(routes.headers, PublishByHeadersDto, examples.headers)
  headers(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.headers, routes.headers.routingKey, PublishByHeadersDto, reply);
  }

  @Post('logs')
  @Publishes(routes.logs, 'every queue bound to the exchange of log lines')
  @DescribesBody(routes.logs, PublishEventDto, examples.logs)
  logs(@Res() reply: FastifyReply): Promise<void> {
    return this.answer(routes.logs, routes.logs.routingKey, PublishEventDto, reply);
  }

  private async answer(
    route: PublishRoute,
    routingKey: string,
    eventClass: Type<PublishEventDto | PublishByHeadersDto>,
    reply: FastifyReply,
  ): Promise<void> {
    const { request } = reply;
    const checked = this.pipe.check(eventClass, request.body);
    const event = checked instanceof Promise ? await checked : checked;
    const context = readPublishContext(request);
    if (context.isDryRun) {
      void reply.status(200).send(await this.service.preview(route, routingKey, event));
    } else {
      const receipt = await this.publish(request, context, route, routingKey, event);
      void reply.status(202).send(receipt);
    }
  }

  /** Not async, so that none of a thousand requests that wait for the broker keeps its text meanwhile. */
  private publish(
    request: FastifyRequest,
    context: PublishContext,
    route: PublishRoute,
    routingKey: string,
    event: PublishEventDto | PublishByHeadersDto,
  ): Promise<PublishAnswer> {
    const { bodyText } = request;
    request.bodyText = undefined;
    return this.service.publish(route, routingKey, event, context, bodyText);
  }
}

/** What every publish endpoint answers. */
function Publishes(route: PublishRoute, where: string): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    RouteConfig({ refusedEarly: route, keepsText: true } satisfies PublishRouteConfig),
    ApiOperation({ summary: `Publishes the event to ${where}.` }),
    DescribesPublishContext(),
    ApiResponse({ status: 200, type: RoutingDto, description: 'With `dryRun=true`.' }),
    ApiResponse({ status: 202, type: PublishReceiptDto, description: 'Confirmed.' }),
    ApiResponse({ status: 400, description: 'The body or the routing key is not valid.' }),
    ApiResponse({ status: 408, description: 'The body took too long to arrive.' }),
    ApiResponse({ status: 409, description: 'The first request with this key still runs.' }),
    ApiResponse({ status: 413, description: 'The body is too large.' }),
    ApiResponse({ status: 415, description: 'The body is not application/json.' }),
    ApiResponse({
      status: 422,
      description:
        'Unroutable: no queue wants it; a queue would refuse the event, and `errors` says which fields; ' +
        'or the key was used before.',
    }),
    ApiResponse({ status: 503, description: 'Refused: not kept; send it again.' }),
    ApiResponse({ status: 504, description: 'Unknown: the broker did not answer in time.' }),
  );
}
