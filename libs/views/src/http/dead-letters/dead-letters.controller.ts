import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DeadLetters, LargeBodies, type DeadLetter, type DeadLetterGroup } from '@warren/messaging';
import {
  abortWhenGone,
  JsonAnswers,
  linkHeader,
  OperatorOnly,
  OVERLOADED,
  pageAddress,
  ProblemError,
} from '@warren/http';
import { cursorAfter, SEARCH_BUDGET } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { DeadLetterGroupDto, toGroupDto } from './dead-letter-group.dto';
import { DeadLetterDto, DeadLetterStoryDto } from './dead-letter.dto';
import {
  DeadLetterGroupsQueryDto,
  DeadLettersQueryDto,
  readGroupPlace,
  toFilter,
  writeGroupPlace,
} from './dead-letters.query.dto';
import { showDeadLetterStory, toDeadLetterDto } from './show-dead-letter';

const LOOKED_AT = SEARCH_BUDGET.items.toLocaleString('en-US');
const SEARCHED = `${SEARCH_BUDGET.chars / 1_048_576} MiB`;
const BYTES = 'application/octet-stream';

/** Shows what could not be processed. Looking consumes nothing. */
@ApiTags('dead letters')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetters,
    private readonly answers: JsonAnswers,
    private readonly bodies: LargeBodies,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'The newest dead letters that match, oldest first.',
    description:
      `One request looks at ${LOOKED_AT} dead letters at most, and searches ${SEARCHED} of bodies for a ` +
      'text; a page ends at about 4 MiB. Then it is short or even empty, and the Link header says ' +
      'where to continue. Following the links to the end finds everything.',
  })
  @ApiResponse({
    status: 200,
    type: [DeadLetterDto],
    headers: { ...SINCE_HEADERS, ...linkHeader('the next older page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: DeadLettersQueryDto, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.sendList(reply, async (gone) => {
      const found = await this.letters.find(toFilter(query), query, gone);
      return {
        items: found.items,
        write: (letter: DeadLetter) => JSON.stringify(toDeadLetterDto(letter)),
        isReversed: true,
        nextAfter: (count) => {
          const before = cursorAfter(found, count);
          return before === undefined ? undefined : pageAddress({ ...query, before });
        },
      };
    });
  }

  @Get('groups')
  @CountsSince('first')
  @ApiOperation({
    summary: 'Dead letters by queue, handler, code and words; the largest first.',
    description:
      'A page ends at about 4 MiB. While dead letters come and go a group may be on two pages, or on none.',
  })
  @ApiResponse({
    status: 200,
    type: [DeadLetterGroupDto],
    headers: { ...SINCE_HEADERS, ...linkHeader('the next page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async groups(
    @Query() query: DeadLetterGroupsQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.answers.sendList(reply, async (gone) => {
      const page = { limit: query.limit, after: readGroupPlace(query.after) };
      const { groups, hasMore, places } = await this.letters.groups(toFilter(query), page, gone);
      return {
        items: groups,
        write: (group: DeadLetterGroup) => JSON.stringify(toGroupDto(group)),
        nextAfter: (count) => {
          const last = places[count - 1];
          if (!last || (count === groups.length && !hasMore)) return undefined;
          return pageAddress({ ...query, after: writeGroupPlace(last) });
        },
      };
    });
  }

  @Get(':deadLetterId')
  @ApiOperation({ summary: 'One dead letter, with what was done about its message before.' })
  @ApiParam({ name: 'deadLetterId', example: '9f86d081884c7d659a2feaa0c55ad015' })
  @ApiResponse({ status: 200, type: DeadLetterStoryDto })
  @ApiResponse({ status: 404, description: 'No such dead letter, or it is no longer kept.' })
  @ApiResponse(OVERLOADED)
  async show(
    @Param('deadLetterId') deadLetterId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const letter = this.find(deadLetterId);
    await this.answers.sendObject(reply, () =>
      showDeadLetterStory(letter, this.letters.previousActions(letter)),
    );
  }

  @Get(':deadLetterId/body')
  @OperatorOnly()
  @ApiOperation({ summary: 'The bytes of a dead letter as they came, of any size.' })
  @ApiParam({ name: 'deadLetterId', example: '9f86d081884c7d659a2feaa0c55ad015' })
  @ApiProduces(BYTES)
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 404, description: 'No such dead letter, or it is no longer kept.' })
  @ApiResponse({ status: 410, description: 'Too large for the journal, and no longer kept apart.' })
  @ApiResponse({
    status: 503,
    description: 'Not found within 30 s, or too many answers are not read.',
  })
  async body(@Param('deadLetterId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { record } = this.find(id);
    // Made when there is memory for it.
    if (!record.excerpt) {
      return this.answers.sendBytes(reply, () => Buffer.from(record.body, record.encoding));
    }
    const send = (content: Buffer): Promise<void> => this.answers.sendBytes(reply, () => content);
    await this.bodies.use(record, send, abortWhenGone(reply).signal);
  }

  private find(deadLetterId: string): DeadLetter {
    const letter = this.letters.get(deadLetterId);
    if (!letter) throw new ProblemError('not_found', 'no dead letter with this id is kept here');
    return letter;
  }
}
