import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { MessageRepository } from './message.repository';
import { MessageDto, toMessageDto } from './message.dto';
import { MessagesQueryDto } from './messages.query.dto';

/** Shows what was processed. Reading changes nothing. */
@ApiTags('messages')
@Controller('messages')
export class MessagesController {
  constructor(private readonly repository: MessageRepository) {}

  @Get()
  @ApiOperation({ summary: 'The newest processed messages that match, oldest first.' })
  @ApiResponse({
    status: 200,
    type: [MessageDto],
    headers: {
      Link: {
        description: '`rel="next"`: the next older page, when there is one.',
        schema: { type: 'string' },
      },
    },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  list(
    @Query() query: MessagesQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): MessageDto[] {
    const { messages, older } = this.repository.find(query);
    if (older !== undefined) void reply.header('link', linkToOlder(query, older));
    return messages.map(toMessageDto);
  }

  @Get(':messageId')
  @ApiOperation({ summary: 'Every record of one message: one per queue that had it.' })
  @ApiParam({ name: 'messageId', description: 'As the gateway answered it.' })
  @ApiResponse({ status: 200, type: [MessageDto] })
  @ApiResponse({ status: 404, description: 'Not processed here, or no longer kept.' })
  show(@Param('messageId') messageId: string): MessageDto[] {
    const records = this.repository.findByMessageId(messageId);
    if (records.length === 0) {
      throw new ProblemError('not_found', 'no processed message with this id is kept here');
    }
    return records.map(toMessageDto);
  }
}

/** A Link header (RFC 8288) to the page before this one, with the same filters. */
function linkToOlder(query: MessagesQueryDto, older: number): string {
  const parameters = Object.entries({ ...query, before: older })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return `</messages?${new URLSearchParams(parameters).toString()}>; rel="next"`;
}
