import { Body, Controller, Get, Param, Patch, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  abortWhenGone,
  JsonAnswers,
  linkHeader,
  OperatorName,
  OperatorOnly,
  OVERLOADED,
  pageAddress,
  ProblemError,
} from '@warren/http';
import { CountsSince, readGroupPlace, SINCE_HEADERS, writeGroupPlace } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { KnownGroupDto, SaidDto, toKnownGroupDto, toSaidDto } from './group.dto';
import { GroupsQueryDto, TrendQueryDto, TriageDto } from './groups.query.dto';
import { GroupsService, type KnownGroup } from './groups.service';
import { TriageService } from './triage.service';

const GROUP = { name: 'group', example: '1c8aff950685c2ed' };
const UNKNOWN = { status: 404, description: 'No dead letter of this group is kept.' };

/** Shows groups of dead letters with what is known of them, and takes what people say of them. */
@ApiTags('groups')
@Controller('groups')
export class GroupsController {
  constructor(
    private readonly groups: GroupsService,
    private readonly triage: TriageService,
    private readonly answers: JsonAnswers,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'Groups of open dead letters, the largest first, with what is known of each.',
    description:
      'When they came, which tipos and workers they share, what happened just before the first ' +
      'one, and what people said. While dead letters come and go a group may be on two pages, or on none.',
  })
  @ApiResponse({
    status: 200,
    type: [KnownGroupDto],
    headers: { ...SINCE_HEADERS, ...linkHeader('the next page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: GroupsQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { hours, limit, queue } = query;
    const page = { hours, limit, after: readGroupPlace(query.after) };
    await this.answers.sendList(reply, async (gone) => {
      const { groups, hasMore, places } = await this.groups.list({ queue }, page, gone);
      return {
        items: groups,
        write: (group: KnownGroup) => JSON.stringify(toKnownGroupDto(group)),
        nextAfter: (count) => {
          const last = places[count - 1];
          if (!last || (count === groups.length && !hasMore)) return undefined;
          return pageAddress({ ...query, after: writeGroupPlace(last) });
        },
      };
    });
  }

  @Get(':group')
  @CountsSince('first')
  @ApiOperation({ summary: 'One group of dead letters, also when none of it is open any more.' })
  @ApiParam(GROUP)
  @ApiResponse({ status: 200, type: KnownGroupDto, headers: SINCE_HEADERS })
  @ApiResponse(UNKNOWN)
  @ApiResponse(OVERLOADED)
  async show(
    @Param('group') group: string,
    @Query() { hours }: TrendQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { signal } = abortWhenGone(reply);
    const filter = { group, state: 'any' } as const;
    const { groups } = await this.groups.list(filter, { limit: 1, hours }, signal);
    const [known] = groups;
    if (!known) throw unknownGroup();
    await this.answers.sendObject(reply, function* () {
      yield;
      return toKnownGroupDto(known);
    });
  }

  @Patch(':group/triage')
  @OperatorOnly()
  @ApiOperation({
    summary: 'Says who looks after a group, notes and links something, or mutes it.',
    description:
      'It is written into the journal, and every desk shows it. A muted group is no cause in `GET /now`, ' +
      'and raises no alarm.',
  })
  @ApiParam(GROUP)
  @ApiResponse({ status: 200, type: SaidDto, description: 'All that is said; `{}`: nothing.' })
  @ApiResponse({ status: 400, description: 'A field is not valid, or none is given.' })
  @ApiResponse(UNKNOWN)
  @ApiResponse({ status: 503, description: 'The journal cannot be written or read now.' })
  async say(
    @Param('group') group: string,
    @Body() fields: TriageDto,
    @OperatorName() by: string,
  ): Promise<SaidDto | object> {
    const { link, muteUntil, mutePerHour, note, owner } = fields;
    const given = { owner, note, link, muteUntil, mutePerHour };
    if (Object.values(given).every((each) => each === undefined)) {
      throw new ProblemError('invalid_request', `give one of ${Object.keys(given).join(', ')}`);
    }
    const changed = await this.triage.change(group, given, by);
    if (!changed) throw unknownGroup();
    return changed.triage ? toSaidDto(changed.triage) : {};
  }
}

function unknownGroup(): ProblemError {
  return new ProblemError('not_found', 'no dead letter of this group is kept here');
}
