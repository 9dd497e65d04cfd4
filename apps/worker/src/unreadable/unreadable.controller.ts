import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NOT_LOOKED_AT, UnreadableQueue, type SetAsideMessage } from '@warren/messaging';
import { JsonAnswers, linkHeader, OperatorOnly, pageAddress, ProblemError } from '@warren/http';
import type { FastifyReply } from 'fastify';
import {
  toUnreadableBytesDto,
  toUnreadableDto,
  UnreadableBytesDto,
  UnreadableDto,
  UnreadableQueryDto,
} from './unreadable.dto';

const PUT_BACK =
  'The broker puts all of them back in their order; while one look lasts, another worker waits.';
const NOT_NOW = {
  status: 503,
  description: 'The broker does not show them now, or too many answers are not read yet.',
};

/** Shows the messages that could not be read and were set aside. Looking consumes nothing. */
@ApiTags('unreadable')
@Controller('unreadable')
export class UnreadableController {
  constructor(
    private readonly messages: UnreadableQueue,
    private readonly answers: JsonAnswers,
  ) {}

  @Get()
  @OperatorOnly()
  @ApiOperation({
    summary: 'The messages that were set aside, the oldest first.',
    description: `A page ends at about 4 MiB. ${PUT_BACK}`,
  })
  @ApiResponse({ status: 200, type: [UnreadableDto], headers: linkHeader('the next newer page') })
  @ApiResponse(NOT_NOW)
  async list(@Query() query: UnreadableQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { limit, skip } = query;
    await this.messages.look(toUnreadableDto, (found) =>
      this.answers.sendList(reply, () => ({
        items: found.slice(skip, skip + limit),
        write: (message) => JSON.stringify(message),
        nextAfter: (count) =>
          skip + count < found.length ? pageAddress({ limit, skip: skip + count }) : undefined,
      })),
    );
  }

  @Get(':id')
  @OperatorOnly()
  @ApiOperation({ summary: 'One of them, with its bytes.', description: PUT_BACK })
  @ApiParam({ name: 'id', example: '01a20bed-4ac6-759b-bd38-9b5c50ff1cd1' })
  @ApiResponse({ status: 200, type: UnreadableBytesDto })
  @ApiResponse({ status: 404, description: 'No such message, or it is no longer kept.' })
  @ApiResponse(NOT_NOW)
  async show(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    let isComplete = true;
    const find = (message: SetAsideMessage): UnreadableBytesDto | undefined => {
      isComplete &&= message.fault !== NOT_LOOKED_AT;
      return message.id === id ? toUnreadableBytesDto(message) : undefined;
    };
    await this.messages.look(find, (all) => {
      const found = all.find((each) => each !== undefined);
      if (!found && !isComplete)
        throw new ProblemError('not_ready', 'not all were looked at in time: ask again');
      if (!found) throw new ProblemError('not_found', 'no message with this id is set aside');
      return this.send(reply, found);
    });
  }

  /** When the answers that are not read yet leave memory for it. */
  private send(reply: FastifyReply, found: object): Promise<void> {
    return this.answers.sendObject(reply, function* () {
      yield;
      return found;
    });
  }
}
