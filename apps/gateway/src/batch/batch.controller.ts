import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { examples } from '../publish/publish-examples';
import {
  DescribesPublishContext,
  Publishing,
  type PublishContext,
} from '../publish/publish-context';
import { BatchEntryDto } from './batch-entry.dto';
import { BatchPublisher } from './batch-publisher';

const NDJSON = 'application/x-ndjson';

/** A batch as a JSON array is held in memory whole, so it is bound; NDJSON is streamed. */
const MAX_ENTRIES = 1_000;
const ARRAY_LIMIT_BYTES = 16 * 1_048_576;

/** Publishes many events in one request. */
@ApiTags('publish')
@Controller()
export class BatchController {
  constructor(private readonly batches: BatchPublisher) {}

  @Post('batch')
  @HttpCode(200)
  @RouteConfig({ streamedType: NDJSON, jsonLimitBytes: ARRAY_LIMIT_BYTES })
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
  publish(
    @Body() body: unknown,
    @Publishing() context: PublishContext,
    @Res() reply: FastifyReply,
  ): void {
    const results = this.batches.publish(toEntries(body), context);
    void reply.type(NDJSON).send(results);
  }
}

function toEntries(body: unknown): AsyncIterable<Buffer> | readonly unknown[] {
  if (Array.isArray(body)) {
    if (body.length <= MAX_ENTRIES) return body as readonly unknown[];
    throw new ProblemError(
      'invalid_request',
      `a JSON batch has at most ${MAX_ENTRIES} entries; use NDJSON`,
    );
  }
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    return body as AsyncIterable<Buffer>;
  }
  throw new ProblemError('invalid_request', 'the body must be an array of entries, or NDJSON');
}
