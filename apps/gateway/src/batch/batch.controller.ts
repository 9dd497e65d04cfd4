import type { IncomingMessage } from 'node:http';
import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NDJSON, ProblemError, sendTexts, type BodyRouteConfig } from '@warren/http';
import type { FastifyReply } from 'fastify';
import { examples } from '../publish/publish-examples';
import {
  DescribesPublishContext,
  Publishing,
  type PublishContext,
} from '../publish/publish-context';
import { BatchEntryDto } from './batch-entry.dto';
import { BatchReader } from './batch-reader';
import { BatchPublisher } from './batch-publisher';

const BODY = {
  streamedType: NDJSON,
  jsonLimitBytes: 16 * 1_048_576,
  takesJsonBytes: true,
} satisfies BodyRouteConfig;

/** Publishes many events in one request. */
@ApiTags('publish')
@Controller()
export class BatchController {
  constructor(
    private readonly reader: BatchReader,
    private readonly batches: BatchPublisher,
  ) {}

  @Post('batch')
  @HttpCode(200)
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'Publishes a batch: NDJSON of any length, or a JSON array of at most 1,000 entries.',
    description:
      'As `application/x-ndjson` each line is one entry of the array. Entries are published in order. The answer is NDJSON, one result per entry in the same ' +
      'order, written as soon as it is known: a client that is cut off knows what was kept.',
  })
  @DescribesPublishContext()
  @ApiBody({ type: [BatchEntryDto], examples: examples.batch })
  @ApiResponse({
    status: 200,
    description:
      'One result per entry: `index`, `outcome`, and `messageId` (and `deliverAt`, if later) or `problem`.',
    content: { [NDJSON]: { schema: { type: 'string' } } },
  })
  @ApiResponse({ status: 400, description: 'The body is not an array, or has too many entries.' })
  @ApiResponse({ status: 415, description: 'The body is neither NDJSON nor JSON.' })
  async publish(@Publishing() context: PublishContext, @Res() reply: FastifyReply): Promise<void> {
    const { body, raw } = reply.request;
    const lines = Buffer.isBuffer(body)
      ? await this.reader.readList(body)
      : this.reader.readStream(readableOf(body, raw));
    sendTexts(
      reply,
      this.batches.publish(lines, context, () => reply.raw.destroyed),
    );
  }
}

/** @throws ProblemError `invalid_request` for a request without a body. */
function readableOf(body: unknown, raw: IncomingMessage): IncomingMessage {
  if (body === raw) return raw;
  throw new ProblemError('invalid_request', 'the body must be an array of entries, or NDJSON');
}
