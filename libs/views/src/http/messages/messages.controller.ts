import { Controller, Get, Optional, Param, Query, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import {
  JsonAnswers,
  linkHeader,
  NDJSON,
  OVERLOADED,
  pageAddress,
  ProblemError,
} from '@warren/http';
import { cursorAfter, SEARCH_BUDGET, TimeSlices } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { findMessages } from '../../messages/find-messages';
import { MAX_EXPORTS } from '../exports';
import { formatOf, MessageExports } from './message-exports';
import { jsonWriter } from './message-fields';
import { MessageDto } from './message.dto';
import { KnownPublishes } from '../../messages/known-publishes';
import { MessagesProjection } from '../../messages/messages.projection';
import { MessagesQueryDto, toMessageQuery } from './messages.query.dto';
import { StoryDto } from './story.dto';
import { buildStory } from './build-story';
import { describePublish } from './describe-publish';

const LOOKED_AT = SEARCH_BUDGET.items.toLocaleString('en-US');
const SEARCHED = `${SEARCH_BUDGET.chars / 1_048_576} MiB`;

/** Shows what the journal says of messages. Reading changes nothing, and every worker shows the same. */
@ApiTags('messages')
@ApiExtraModels(MessageDto)
@Controller('messages')
export class MessagesController {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly answers: JsonAnswers,
    private readonly slices: TimeSlices,
    private readonly exports: MessageExports,
    @Optional() private readonly publishes?: KnownPublishes,
  ) {}

  @Get()
  @CountsSince('recent')
  @ApiOperation({
    summary: 'The newest messages that match, oldest first: one for each queue that had it.',
    description:
      'The newest are those that were recorded last. Every filter that is set must match. One request ' +
      `looks at ${LOOKED_AT} messages at most, and searches ${SEARCHED} of events for a text; a page ends ` +
      'at about 4 MiB. Then it is short or even empty, and the Link header says where to continue. ' +
      'Following the links to the end finds everything. With `format`, or `Accept`, `application/x-ndjson` ' +
      'or `text/csv`, all of it is one stream without pages, each message once, the oldest first; one that ' +
      `is forgotten meanwhile is left out. ${MAX_EXPORTS} of them run at once. A cell of a CSV that begins ` +
      "with `=`, `+`, `-` or `@` and is no number has `'` before it.",
  })
  @ApiResponse({
    status: 200,
    content: {
      'application/json': {
        schema: { type: 'array', items: { $ref: getSchemaPath(MessageDto) } },
      },
      [NDJSON]: { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
    headers: { ...SINCE_HEADERS, ...linkHeader('the next older page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: MessagesQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const format = formatOf(query, reply.request.headers.accept);
    if (format !== 'json') return this.exports.send(reply, query, format);
    const search = findMessages(this.messages, toMessageQuery(query));
    await this.answers.sendList(reply, async (gone) => {
      const found = await this.slices.run(search, gone);
      return {
        items: found.items,
        write: jsonWriter(query.fields),
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
    description:
      'Of one that no worker has attempted yet, the desk says how it was published, if its gateway ' +
      'reported it by itself: then `queues` is empty, and `published` is there.',
  })
  @ApiParam({ name: 'messageId', description: 'As the gateway answered it.' })
  @ApiResponse({ status: 200, type: StoryDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 404, description: 'Nothing is recorded of it, or no longer kept.' })
  @ApiResponse(OVERLOADED)
  async show(@Param('messageId') messageId: string, @Res() reply: FastifyReply): Promise<void> {
    const entries = this.messages.entriesOf(messageId);
    const published = entries.length === 0 ? this.publishes?.find(messageId) : undefined;
    if (published) {
      void reply.send(describePublish(messageId, published));
      return;
    }
    if (entries.length === 0) {
      throw new ProblemError('not_found', 'nothing is kept here about a message with this id');
    }
    await this.answers.sendObject(reply, () => buildStory(messageId, entries));
  }
}
