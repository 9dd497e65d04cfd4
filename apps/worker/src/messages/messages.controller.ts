import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { findMessages, SEARCH_BUDGET } from './find-messages';
import { MessageDto, toMessageDto } from './message.dto';
import { MessagesProjection } from './messages.projection';
import { MessagesQueryDto, toMessageQuery } from './messages.query.dto';
import { StoryDto } from './story.dto';
import { tellStory } from './tell-story';

const LOOKED_AT = SEARCH_BUDGET.entries.toLocaleString('en-US');
const SEARCHED = `${SEARCH_BUDGET.chars / 1_048_576} MiB`;

/** Shows what the journal says of messages. Reading changes nothing, and every worker shows the same. */
@ApiTags('messages')
@Controller('messages')
export class MessagesController {
  constructor(private readonly messages: MessagesProjection) {}

  @Get()
  @CountsSince('recent')
  @ApiOperation({
    summary: 'The newest messages that match, oldest first: one for each queue that had it.',
    description:
      'The newest are those that were recorded last. Every filter that is set must match. One request ' +
      `looks at ${LOOKED_AT} messages at most, and searches ${SEARCHED} of events for a text: when that ` +
      'is spent, the page is short or even empty, and the Link header says where to go on. Following ' +
      'the links to the end finds everything.',
  })
  @ApiResponse({
    status: 200,
    type: [MessageDto],
    headers: {
      ...SINCE_HEADERS,
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
    const { entries, older } = findMessages(this.messages, toMessageQuery(query));
    if (older !== undefined) void reply.header('link', linkToOlder(query, older));
    return entries.map(toMessageDto);
  }

  @Get(':messageId')
  @ApiOperation({
    summary: 'The story of one message: what happened to it in each queue, from first to last.',
  })
  @ApiParam({ name: 'messageId', description: 'As the gateway answered it.' })
  @ApiResponse({ status: 200, type: StoryDto })
  @ApiResponse({ status: 404, description: 'Nothing is recorded of it, or no longer kept.' })
  show(@Param('messageId') messageId: string): StoryDto {
    const entries = this.messages.entriesOf(messageId);
    if (entries.length === 0) {
      throw new ProblemError('not_found', 'nothing is kept here about a message with this id');
    }
    return tellStory(messageId, entries);
  }
}

/** A Link header (RFC 8288) to the page before this one, with the same filters. */
function linkToOlder(query: MessagesQueryDto, older: number): string {
  const parameters = Object.entries({ ...query, before: older })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return `</messages?${new URLSearchParams(parameters).toString()}>; rel="next"`;
}
