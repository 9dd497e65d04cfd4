import { Body, Controller, Get, HttpCode, Inject, Ip, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { OperatorName, OperatorOnly, ProblemError } from '@warren/http';
import { TOPOLOGY, type PublishReceipt } from '@warren/messaging';
import { isPublishRoute, type PublishRoute, type Topology } from '@warren/model';
import { describeWays } from './describe-ways';
import { HandPublisher } from './hand-publisher';
import { PublishByHandDto, PublishedByHandDto, PublishWaysDto } from './publish-by-hand.dto';

/** Publishes what somebody wrote by hand. */
@ApiTags('publishes')
@Controller('publishes')
export class PublishByHandController {
  constructor(
    private readonly publisher: HandPublisher,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  @Get('ways')
  @ApiOperation({ summary: 'Where an event can be published to.' })
  @ApiResponse({ status: 200, type: PublishWaysDto })
  list(): PublishWaysDto {
    return { ways: describeWays(this.topology) };
  }

  @Post()
  @HttpCode(202)
  @OperatorOnly()
  @ApiOperation({
    summary: 'Publishes one event, as the publish endpoints of a gateway do.',
    description: 'It is answered when the broker has confirmed it, and stands in `GET /audit`.',
  })
  @ApiResponse({ status: 202, type: PublishedByHandDto, description: 'Confirmed.' })
  @ApiResponse({ status: 400, description: 'The request is not valid.' })
  @ApiResponse({ status: 404, description: 'No publish endpoint leads there.' })
  @ApiResponse({
    status: 422,
    description: 'No queue wants it, or a queue would refuse the event: nothing was sent.',
  })
  @ApiResponse({ status: 503, description: 'Refused: not kept; send it again.' })
  @ApiResponse({ status: 504, description: 'Unknown: the broker did not answer in time.' })
  publish(
    @Body() { deliverAt, event, exchange, headers, routingKey = '', why }: PublishByHandDto,
    @OperatorName() by: string,
    @Ip() from: string,
  ): Promise<PublishReceipt> {
    const options = { headers, ...(deliverAt !== undefined && { deliverAt: new Date(deliverAt) }) };
    const route = this.find(exchange, routingKey);
    return this.publisher.publish(route, routingKey, event, options, { by, from, why });
  }

  private find(exchange: string, routingKey: string): PublishRoute {
    const { exchanges, routes } = this.topology;
    const declared = exchanges.find(({ name }) => name === exchange);
    if (!declared || !isPublishRoute(this.topology, exchange, routingKey)) {
      const place = `the exchange '${exchange}' with the key '${routingKey}'`;
      throw new ProblemError('not_found', `no publish endpoint leads to ${place}`);
    }
    const route = Object.values(routes).find(
      (each) => each.exchange.name === exchange && (each.routingKey ?? routingKey) === routingKey,
    );
    return route ?? { exchange: declared };
  }
}
