import { applyDecorators, Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { routes, type PublishRoute } from '@warren/contracts';
import { Publisher, type PublishReceipt } from '@warren/messaging';
import { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';
import { examples } from './publish-examples';
import { PublishReceiptDto } from './publish-receipt.dto';
import { RoutingKeyParam } from './routing-key.param';

/** One endpoint per exchange type. The endpoint decides the exchange; no client can name one. */
@ApiTags('publish')
@Controller()
export class PublishController {
  constructor(private readonly publisher: Publisher) {}

  @Post('send')
  @Publishes('the queue `mensajes`, through the default exchange')
  @ApiBody({ type: PublishEventDto, examples: examples.send })
  send(@Body() event: PublishEventDto): Promise<PublishReceipt> {
    return this.publish(routes.send, routes.send.routingKey, event);
  }

  @Post('direct/:routingKey')
  @Publishes('the queues bound to the direct exchange by exactly this key')
  @ApiParam({ name: 'routingKey', example: 'info' })
  @ApiBody({ type: PublishEventDto, examples: examples.direct })
  direct(
    @Param() { routingKey }: RoutingKeyParam,
    @Body() event: PublishEventDto,
  ): Promise<PublishReceipt> {
    return this.publish(routes.direct, routingKey, event);
  }

  @Post('topic/:routingKey')
  @Publishes('the queues whose pattern on the topic exchange matches this key')
  @ApiParam({ name: 'routingKey', example: 'orders.eu.created' })
  @ApiBody({ type: PublishEventDto, examples: examples.topic })
  topic(
    @Param() { routingKey }: RoutingKeyParam,
    @Body() event: PublishEventDto,
  ): Promise<PublishReceipt> {
    return this.publish(routes.topic, routingKey, event);
  }

  @Post('fanout')
  @Publishes('every queue bound to the fanout exchange')
  @ApiBody({ type: PublishEventDto, examples: examples.fanout })
  fanout(@Body() event: PublishEventDto): Promise<PublishReceipt> {
    return this.publish(routes.fanout, routes.fanout.routingKey, event);
  }

  @Post('headers')
  @Publishes('the queues whose headers on the headers exchange match those in `options`')
  @ApiBody({ type: PublishByHeadersDto, examples: examples.headers })
  headers(@Body() event: PublishByHeadersDto): Promise<PublishReceipt> {
    return this.publish(routes.headers, routes.headers.routingKey, event);
  }

  private publish(
    { exchange }: PublishRoute,
    routingKey: string,
    { options, ...event }: PublishEventDto,
  ): Promise<PublishReceipt> {
    return this.publisher.publish(exchange, routingKey, event, options);
  }
}

/** What every publish endpoint answers. */
function Publishes(where: string): MethodDecorator {
  return applyDecorators(
    HttpCode(202),
    ApiOperation({ summary: `Publishes the event to ${where}.` }),
    ApiResponse({ status: 202, type: PublishReceiptDto, description: 'Confirmed.' }),
    ApiResponse({ status: 400, description: 'The body or the routing key is not valid.' }),
    ApiResponse({ status: 413, description: 'The body is too large.' }),
    ApiResponse({ status: 415, description: 'The body is not application/json.' }),
    ApiResponse({ status: 422, description: 'Unroutable: no queue wants it.' }),
    ApiResponse({ status: 503, description: 'Refused: not kept; send it again.' }),
    ApiResponse({ status: 504, description: 'Unknown: the broker did not answer in time.' }),
  );
}
