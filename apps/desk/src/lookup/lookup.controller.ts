import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, OVERLOADED } from '@warren/http';
import { DeadLetters, TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { MessagesProjection } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { findPasted } from './find-pasted';
import { LookupDto, LookupQueryDto } from './lookup.dto';

/** Says what a text is that somebody pasted. */
@ApiTags('lookup')
@Controller('lookup')
export class LookupController {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly deadLetters: DeadLetters,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    private readonly answers: JsonAnswers,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What a text may be that somebody pasted, with the link to it, the most likely first.',
    description:
      'Ids of messages and dead letters, names and offsets are found at once. Only for what is none of ' +
      'these up to 500,000 messages are gone through, the newest first. Nothing found is an empty list.',
  })
  @ApiResponse({ status: 200, type: LookupDto })
  @ApiResponse({ status: 400, description: '`q` is missing or longer than 8,192 characters.' })
  @ApiResponse(OVERLOADED)
  async find(@Query() { q }: LookupQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { deadLetters, messages, topology } = this;
    const places = { deadLetters, messages, topology };
    await this.answers.sendObject(reply, () => findPasted(places, q));
  }
}
