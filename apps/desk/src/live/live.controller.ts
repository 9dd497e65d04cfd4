import { BeforeApplicationShutdown, Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { abortWhenGone, OVERLOADED, ProblemError, sendTexts } from '@warren/http';
import { Journal } from '@warren/messaging';
import type { FastifyReply } from 'fastify';
import { followLive, type LiveFrame, type LiveReset } from './follow-live';
import { LiveQueryDto, toLiveOrder } from './live.query.dto';
import { LiveRecordsProjection } from './live-records.projection';

const EVENT_STREAM = 'text/event-stream';
const MAX_CLIENTS = 256;
const RETRY_AFTER_SECONDS = 5;

/** Shows the records of the journal as they come. */
@ApiTags('live')
@Controller('live')
export class LiveController implements BeforeApplicationShutdown {
  private readonly clients = new Set<AbortController>();

  constructor(
    private readonly live: LiveRecordsProjection,
    private readonly journal: Journal,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What happens to messages, as it happens. Waits until the journal is read.',
    description:
      'Server-sent events. `event: records` has in `data` the `records` that match, `skipped` (how many ' +
      'more matched; 200 are shown) and `counts` of all records by kind; four a second at most, and one ' +
      'every 10 s when nothing happens. `id` is an offset of the journal: with it in `Last-Event-ID` a ' +
      'client continues without a gap, at this desk or another. `event: reset` says that records behind ' +
      'that offset are no longer kept here (the newest 100,000 are, up to 64 MiB): load what you show again. ' +
      'A client that reads nothing for 75 to 150 s is disconnected.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The `id` of the last event.' })
  @ApiResponse({ status: 200, content: { [EVENT_STREAM]: { schema: { type: 'string' } } } })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async follow(
    @Query() query: LiveQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Until then every place of a client would count as one that is not there yet.
    await this.journal.ready();
    const gone = abortWhenGone(reply);
    if (gone.signal.aborted) return;
    if (this.clients.size >= MAX_CLIENTS) {
      const detail = `${MAX_CLIENTS} clients follow already`;
      throw new ProblemError('overloaded', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    this.clients.add(gone);
    gone.signal.addEventListener('abort', () => this.clients.delete(gone));
    const frames = followLive(this.live, toLiveOrder(query, lastEventId), gone.signal);
    // A proxy in front must hand on each frame as it comes. The connection ends with the feed: an idle one
    // would keep a stop waiting.
    void reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .header('connection', 'close');
    sendTexts(reply, toEvents(frames), EVENT_STREAM);
  }

  /** The feeds have no end of their own. */
  beforeApplicationShutdown(): void {
    for (const each of this.clients) each.abort();
  }
}

async function* toEvents(frames: AsyncIterable<LiveFrame | LiveReset>): AsyncGenerator<string> {
  for await (const { offset, type, ...rest } of frames) {
    const id = offset >= 0 ? `id: ${offset}\n` : '';
    yield `event: ${type}\n${id}data: ${JSON.stringify(rest)}\n\n`;
  }
}
