import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, linkHeader, OVERLOADED, pageAddress, ProblemError } from '@warren/http';
import { cursorAfter, SEARCH_BUDGET, TimeSlices } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { findMessages } from '../../messages/find-messages';
import { MessageDto, writeMessage } from './message.dto';
import { MessagesProjection } from '../../messages/messages.projection';
import { MessagesQueryDto, toMessageQuery } from './messages.query.dto';
import { StoryDto } from './story.dto';
import { buildStory } from './build-story';

const LOOKED_AT = SEARCH_BUDGET.items.toLocaleString('en-US');
const SEARCHED = `${SEARCH_BUDGET.chars / 1_048_576} MiB`;

/** Shows what the journal says of messages. Reading changes nothing, and every worker shows the same. */
@ApiTags('messages')
@Controller('messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly answers: JsonAnswers,
    private readonly slices: TimeSlices,
  ) {}

  @Get()
  @CountsSince('recent')
  @ApiOperation({
    summary: 'The newest messages that match, oldest first: one for each queue that had it.',
    description:
      'The newest are those that were recorded last. Every filter that is set must match. One request ' +
      `looks at ${LOOKED_AT} messages at most, and searches ${SEARCHED} of events for a text; a page ends ` +
      'at about 4 MiB. Then it is short or even empty, and the Link header says where to continue. ' +
      'Following the links to the end finds everything.',
  })
  @ApiResponse({
    status: 200,
    type: [MessageDto],
    headers: { ...SINCE_HEADERS, ...linkHeader('the next older page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: MessagesQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const search = findMessages(this.messages, toMessageQuery(query));
    await this.answers.sendList(reply, async (gone) => {
      const found = await this.slices.run(search, gone);
      return {
        items: found.items,
        write: writeMessage,
        isReversed: true,
        nextAfter: (count) => {
          const before = cursorAfter(found, count);
          return before === undefined ? undefined : pageAddress({ ...query, before });
        },
      };
    });
  }

  @Get(':messageId')
  @CountsSince('recent')
  @ApiOperation({
    summary: 'The story of one message: what happened to it in each queue, from first to last.',
  })
  @ApiParam({ name: 'messageId', description: 'As the gateway answered it.' })
  @ApiResponse({ status: 200, type: StoryDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 404, description: 'Nothing is recorded of it, or no longer kept.' })
  @ApiResponse(OVERLOADED)
  async show(@Param('messageId') messageId: string, @Res() reply: FastifyReply): Promise<void> {
    const entries = this.messages.entriesOf(messageId);
    if (entries.length === 0) {
      throw new ProblemError('not_found', 'nothing is kept here about a message with this id');
    }
    await this.answers.sendObject(reply, () => buildStory(messageId, entries));
  }
}
