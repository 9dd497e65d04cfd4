import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Replayer } from '@warren/messaging';
import { NDJSON, OperatorOnly, sendLines } from '@warren/http';
import type { FastifyReply } from 'fastify';
import { readPosition } from './read-position';
import { ReplayDto } from './replay.dto';
import { toReplayLines } from './replay-lines';

/** Publishes past events again. */
@ApiTags('replay')
@Controller('replay')
export class ReplayController {
  constructor(private readonly replayer: Replayer) {}

  @Post()
  @HttpCode(200)
  @OperatorOnly()
  @ApiOperation({
    summary: 'Publishes past events again, to one queue.',
    description:
      'The answer is NDJSON. About every second a line says how far it is: `offset` (continue from ' +
      'there), `replayed`, `skipped` (the queue had processed them), `failed`, `unreadable` (records that ' +
      'cannot be read, and what the broker cannot hand over) and `run`. An event that ' +
      'the queue would not accept is a line with `failedOffset`, `messageId` and `problem`. The last ' +
      'line is `{"summary":…}` with the same counts, and `stopped` when it ended early: `aborted`, or ' +
      '`not_accepted` when the broker took nothing for a minute. A client that hangs up stops it.',
  })
  @ApiResponse({
    status: 200,
    description: 'One JSON object a line.',
    content: { [NDJSON]: { schema: { type: 'string' } } },
  })
  @ApiResponse({
    status: 400,
    description: 'A field is not valid, or no event can be replayed to this queue.',
  })
  @ApiResponse({
    status: 409,
    description: 'A replay to this queue runs, on this worker or another.',
  })
  async replay(@Body() body: ReplayDto, @Res() reply: FastifyReply): Promise<void> {
    const { by = 'operator', from, run = randomUUID(), ...rest } = withoutNulls(body);
    const gone = new AbortController();
    const order = { ...rest, by, run, from: readPosition(from) };
    await sendLines(reply, toReplayLines(this.replayer.replay(order, gone.signal), run), gone);
  }
}

/** A field that is null counts as one that is not there. */
function withoutNulls(body: ReplayDto): ReplayDto {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  ) as unknown as ReplayDto;
}
