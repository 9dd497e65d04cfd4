import { Body, Controller, Get, HttpCode, Inject, Ip, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { OperatorName, OperatorOnly, ProblemError } from '@warren/http';
import { TOPOLOGY, type PublishReceipt } from '@warren/messaging';
import { isPublishRoute, type PublishRoute, type Topology } from '@warren/model';
import { describeWays } from './describe-ways';
import { HandPublisher } from './hand-publisher';
import { PublishByHandDto, PublishedByHandDto, PublishWaysDto } from './publish-by-hand.dto';

const DAY_MS = 86_400_000;

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
    @Body() body: PublishByHandDto,
    @OperatorName() by: string,
    @Ip() from: string,
  ): Promise<PublishReceipt> {
    const { event, exchange } = body;
    const route = this.find(exchange, body.routingKey ?? undefined);
    const routingKey = route.routingKey ?? body.routingKey ?? '';
    const deliverAt = this.readTime(body.deliverAt ?? undefined);
    const options = { headers: body.headers ?? undefined, ...(deliverAt && { deliverAt }) };
    const author = { by, from, why: body.why ?? undefined };
    return this.publisher.publish(route, routingKey, event, options, author);
  }

  private readTime(text: string | undefined): Date | undefined {
    if (text === undefined) return undefined;
    const time = new Date(text);
    const { longestMs } = this.topology.schedule;
    if (time.getTime() - Date.now() <= longestMs) return time;
    const detail = `deliverAt must be at most ${longestMs / DAY_MS} days ahead`;
    throw new ProblemError('invalid_request', detail);
  }

  /** @param routingKey undefined: that of the route, or the empty one. */
  private find(exchange: string, routingKey: string | undefined): PublishRoute {
    const { exchanges, routes } = this.topology;
    const route = Object.values(routes).find(
      (each) =>
        each.exchange.name === exchange &&
        (routingKey === undefined || (each.routingKey ?? routingKey) === routingKey),
    );
    const declared = exchanges.find(({ name }) => name === exchange);
    const found = route ?? (declared && { exchange: declared });
    const key = found?.routingKey ?? routingKey ?? '';
    if (found && isPublishRoute(this.topology, exchange, key)) return found;
    const place = `the exchange '${exchange}' with the key '${key}'`;
    throw new ProblemError('not_found', `no publish endpoint leads to ${place}`);
  }
}
