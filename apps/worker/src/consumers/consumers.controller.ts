import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { ConsumerOperations } from '@warren/messaging';
import { OperatorOnly } from '@warren/http';
import { ConsumerDto, toConsumerDto } from './consumer.dto';
import { SetPrefetchDto } from './set-prefetch.dto';

const QUEUE = { name: 'queue', description: 'By its name.', example: queues.mensajes.name };
const NOT_HERE = { status: 404, description: 'This process does not consume such a queue.' };
const UNTIL_RESTART = 'It outlives a lost connection, and is forgotten when the process ends.';

/**
 * Shows and operates the consumers of this process. Those of other
 * workers are not affected.
 */
@ApiTags('consumers')
@Controller('consumers')
export class ConsumersController {
  constructor(private readonly operations: ConsumerOperations) {}

  @Get()
  @ApiOperation({ summary: 'The consumer of every queue that this process consumes, by name.' })
  @ApiResponse({ status: 200, type: [ConsumerDto] })
  list(): ConsumerDto[] {
    return this.operations.list().map(toConsumerDto);
  }

  @Get(':queue')
  @ApiOperation({ summary: 'The consumer of one queue.' })
  @ApiParam(QUEUE)
  @ApiResponse({ status: 200, type: ConsumerDto })
  @ApiResponse(NOT_HERE)
  show(@Param('queue') queue: string): ConsumerDto {
    return toConsumerDto(this.operations.show(queue));
  }

  @Post(':queue/pause')
  @HttpCode(200)
  @OperatorOnly()
  @ApiOperation({
    summary: 'Takes no more deliveries.',
    description: `What this process holds already is handled; the rest waits in the queue. ${UNTIL_RESTART}`,
  })
  @ApiParam(QUEUE)
  @ApiResponse({ status: 200, type: ConsumerDto, description: 'Paused, or it was.' })
  @ApiResponse(NOT_HERE)
  async pause(@Param('queue') queue: string): Promise<ConsumerDto> {
    return toConsumerDto(await this.operations.pause(queue));
  }

  @Post(':queue/resume')
  @HttpCode(200)
  @OperatorOnly()
  @ApiOperation({
    summary: 'Takes deliveries again.',
    description:
      'Also when the consumer had paused itself. While the broker is unavailable it is `detached`.',
  })
  @ApiParam(QUEUE)
  @ApiResponse({
    status: 200,
    type: ConsumerDto,
    description: 'No longer paused, or it was not.',
  })
  @ApiResponse(NOT_HERE)
  async resume(@Param('queue') queue: string): Promise<ConsumerDto> {
    return toConsumerDto(await this.operations.resume(queue));
  }

  @Patch(':queue')
  @OperatorOnly()
  @ApiOperation({
    summary: 'Limits how many deliveries it holds at once.',
    description: `It handles that many at once, unless the topology sets a \`concurrency\`. ${UNTIL_RESTART}`,
  })
  @ApiParam(QUEUE)
  @ApiResponse({ status: 200, type: ConsumerDto })
  @ApiResponse({
    status: 400,
    description: 'Not from 1 to 65535, or not 1 for a queue in strict order.',
  })
  @ApiResponse(NOT_HERE)
  async change(
    @Param('queue') queue: string,
    @Body() { prefetch }: SetPrefetchDto,
  ): Promise<ConsumerDto> {
    return toConsumerDto(await this.operations.setPrefetch(queue, prefetch));
  }
}
