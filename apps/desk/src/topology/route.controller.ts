import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@warren/http';
import { TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { findRoutes } from './find-routes';
import { AskRouteDto, RoutesDto } from './route.dto';

/** Says where a message would go. */
@ApiTags('topology')
@Controller('topology/route')
export class RouteController {
  constructor(@Inject(TOPOLOGY) private readonly topology: Topology) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Where a message with a routing key or headers would go. Nothing is sent.',
    description:
      'By the declared topology: a binding that somebody added to the broker by hand is not known here. Where ' +
      'no queue would have it, `near` names bindings that nearly fit.',
  })
  @ApiResponse({ status: 200, type: RoutesDto })
  @ApiResponse({ status: 400, description: 'The request is not valid.' })
  @ApiResponse({ status: 404, description: 'The topology has no such exchange.' })
  ask(@Body() { exchange, headers = {}, routingKey = '' }: AskRouteDto): RoutesDto {
    const routes = findRoutes(this.topology, { exchange, headers, routingKey });
    if (routes === undefined) {
      throw new ProblemError('not_found', `the topology has no exchange '${exchange}'`);
    }
    return { routes };
  }
}
