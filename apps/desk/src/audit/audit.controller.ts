import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { JsonAnswers, linkHeader, NDJSON, OVERLOADED, pageAddress } from '@warren/http';
import { cursorAfter, searchNewest, TimeSlices, type Steps } from '@warren/platform';
import { CountsSince, Exports, SINCE_HEADERS, writeRow } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { ActionDto } from './audit.dto';
import { AuditProjection, type Action } from './audit.projection';
import { AuditQueryDto, toAuditFilter } from './audit.query.dto';

/** Actions that an export looks at in one step. */
const STEP = 256;
/** About how many characters are written at once. */
const PART_CHARS = 65_536;
const FIELDS = [
  ...(['at', 'action', 'by', 'reason', 'queue', 'messageId', 'deadLetterId', 'edited'] as const),
  ...(['offset', 'operationId', 'from', 'value', 'result'] as const),
] as const;

/** Shows who did what. */
@ApiTags('audit')
@ApiExtraModels(ActionDto)
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditProjection,
    private readonly answers: JsonAnswers,
    private readonly slices: TimeSlices,
    private readonly exports: Exports,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'The newest actions that match, oldest first.',
    description:
      'What somebody redrove, discarded or restored, as the journal says it; each was done. And how the ' +
      'system was operated: each is recorded before it is done, `result` says what came of it. Of all ' +
      'actions the newest 20,000 are kept here. With `format` all of them that match are one stream; four run at once.',
  })
  @ApiResponse({
    status: 200,
    content: {
      'application/json': { schema: { type: 'array', items: { $ref: getSchemaPath(ActionDto) } } },
      [NDJSON]: { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
    headers: { ...SINCE_HEADERS, ...linkHeader('the next older page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: AuditQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { before, format = 'json', limit } = query;
    if (format !== 'json') {
      const write = (gone: AbortSignal): AsyncIterable<string> => this.lines(query, format, gone);
      return this.exports.send(reply, { name: 'audit', format }, write);
    }
    const candidates = this.audit.newestFirst(before);
    const search = searchNewest({ candidates, limit, matches: toAuditFilter(query) });
    await this.answers.sendList(reply, async (gone) => {
      const found = await this.slices.run(search, gone);
      return {
        items: found.items,
        write: (action: Action) => JSON.stringify(action),
        isReversed: true,
        nextAfter: (count) => {
          const older = cursorAfter(found, count);
          return older === undefined ? undefined : pageAddress({ ...query, before: older });
        },
      };
    });
  }

  private async *lines(
    query: AuditQueryDto,
    format: 'ndjson' | 'csv',
    gone: AbortSignal,
  ): AsyncGenerator<string> {
    if (format === 'csv') yield writeRow(FIELDS);
    const actions = this.audit.oldestFirst();
    const matches = toAuditFilter(query);
    const write = format === 'csv' ? toRow : toLine;
    for (let isLast = false; !isLast;) {
      const part = await this.slices.run(writePart(actions, matches, write), gone);
      if (part.text !== '') yield part.text;
      ({ isLast } = part);
    }
  }
}

function* writePart(
  actions: Iterator<Action>,
  matches: (action: Action) => boolean,
  write: (action: Action) => string,
): Steps<{ readonly text: string; readonly isLast: boolean }> {
  let text = '';
  for (let looked = 1; text.length < PART_CHARS; looked += 1) {
    const next = actions.next();
    if (next.done) return { text, isLast: true };
    if (matches(next.value)) text += write(next.value);
    if (looked % STEP === 0) yield;
  }
  return { text, isLast: false };
}

function toLine(action: Action): string {
  return `${JSON.stringify(action)}\n`;
}

function toRow(action: Action): string {
  return writeRow(
    FIELDS.map((name) => (name === 'at' ? action.at.toISOString() : (action[name] ?? null))),
  );
}
