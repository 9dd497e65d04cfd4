import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, OVERLOADED, ProblemError } from '@warren/http';
import type { Steps } from '@warren/platform';
import { MessagesProjection } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { findFlow } from './find-flow';
import { FlowDto, toFlowDto } from './flow.dto';

/** Shows what followed from what. */
@ApiTags('flows')
@Controller('flows')
export class FlowsController {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly answers: JsonAnswers,
  ) {}

  @Get(':correlationId')
  @ApiOperation({
    summary: 'The messages that belong together, as a tree of causes and what followed.',
    description:
      'Messages with this correlation id, and the message that has it as its message id. The first ' +
      '1,000 are shown, and 5,000 deliveries of them.',
  })
  @ApiParam({ name: 'correlationId', example: 'order-1' })
  @ApiResponse({ status: 200, type: FlowDto })
  @ApiResponse({ status: 404, description: 'No message of it is kept.' })
  @ApiResponse(OVERLOADED)
  async show(@Param('correlationId') id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.sendObject(reply, () => this.write(id));
  }

  private *write(correlationId: string): Steps<FlowDto> {
    const flow = yield* findFlow(this.messages, correlationId);
    if (flow.messages === 0) {
      throw new ProblemError('not_found', 'no message with this correlation id is kept here');
    }
    return toFlowDto(correlationId, flow);
  }
}
