import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { routes, type PublishRoute } from '@warren/contracts';
import { Publisher } from '@warren/messaging';
import { HttpConfig, ProblemError, StrictValidationPipe, toProblem } from '@warren/platform';
import secureJson from 'secure-json-parse';
import { GatewayConfig } from '../gateway.config';
import type { PublishContext } from '../publish/publish-context';
import {
  messageIdOf,
  PublishService,
  toPublishOptions,
  type RoutingPreview,
} from '../publish/publish.service';
import { BatchEntryDto } from './batch-entry.dto';
import { readLines, type Line } from './read-lines';
import { workInOrder } from './work-in-order';

/** How many events of one batch may wait for the broker at once; others publish beside it. */
const WIDTH = 256;

/** An entry of a JSON array, or a line of NDJSON. */
type Entry = Line | { readonly value: unknown };

/** What became of one entry; `index` counts from 0. */
export type BatchResult =
  | {
      readonly index: number;
      readonly outcome: 'confirmed';
      readonly messageId: string;
      readonly deliverAt?: Date;
    }
  | ({ readonly index: number } & RoutingPreview)
  | { readonly index: number; readonly outcome: string; readonly problem: object };

/**
 * Publishes the entries of a batch in order, a bounded number of them under way at a time, and
 * tells of each what became of it, in the same order. A bad entry hurts none of its neighbours.
 */
@Injectable()
export class BatchPublisher {
  private readonly pipe = new StrictValidationPipe();

  constructor(
    private readonly publisher: Publisher,
    private readonly service: PublishService,
    private readonly http: HttpConfig,
    private readonly config: GatewayConfig,
  ) {}

  /** The results as NDJSON. Reads no faster than the broker confirms and the client reads. */
  publish(body: AsyncIterable<Buffer> | readonly unknown[], context: PublishContext): Readable {
    let next = 0;
    const results = workInOrder(
      this.entriesOf(body),
      WIDTH,
      async (entry) => `${JSON.stringify(await this.publishEntry(entry, next++, context))}\n`,
    );
    return Readable.from(results);
  }

  private entriesOf(
    body: AsyncIterable<Buffer> | readonly unknown[],
  ): AsyncIterable<Entry> | Entry[] {
    if (!isStream(body)) return body.map((value) => ({ value }));
    return readLines(body, {
      lineBytes: this.http.bodyLimitBytes,
      totalBytes: this.config.batchLimitBytes,
    });
  }

  private async publishEntry(
    entry: Entry,
    index: number,
    context: PublishContext,
  ): Promise<BatchResult> {
    try {
      const validated = this.pipe.check(BatchEntryDto, parse(entry));
      // Awaited only when it is a promise, so that entries are published in their order.
      const dto = validated instanceof Promise ? await validated : validated;
      const { route, routingKey } = routeOf(dto);
      if (context.isDryRun) {
        const body = { ...dto.event, options: dto.options };
        return { index, ...this.service.preview(route, routingKey, body) };
      }
      const untilRoom = this.publisher.untilRoom();
      if (untilRoom) await untilRoom;
      const messageId = context.idempotencyKey && messageIdOf(context.idempotencyKey, index, dto);
      const { traceparent } = context;
      const options = toPublishOptions(dto.options, { json: undefined, messageId, traceparent });
      const receipt = await this.publisher.publish(route.exchange, routingKey, dto.event, options);
      const { deliverAt, outcome } = receipt;
      return { index, outcome, messageId: receipt.messageId, deliverAt };
    } catch (error) {
      const problem = toProblem(error, `/batch#${index}`).body;
      const { outcome = 'invalid' } = problem as { outcome?: string };
      return { index, outcome, problem };
    }
  }
}

function isStream(body: object): body is AsyncIterable<Buffer> {
  return Symbol.asyncIterator in body;
}

const faults = {
  line_too_long: () => new ProblemError('body_too_large', 'the line is too long'),
  line_not_utf8: () => new ProblemError('malformed_json', 'the line is not UTF-8'),
  total_too_long: () =>
    new ProblemError('body_too_large', 'the batch is too long: nothing from here on was read'),
};

function parse(entry: Entry): unknown {
  if ('value' in entry) return entry.value;
  if ('fault' in entry) throw faults[entry.fault]();
  try {
    return secureJson.parse(entry.text);
  } catch {
    throw new ProblemError('malformed_json', 'the line is not JSON');
  }
}

/** Where an entry goes; the rules that its exchange adds to those of its fields. */
function routeOf({ exchange, options, routingKey }: BatchEntryDto): {
  route: PublishRoute;
  routingKey: string;
} {
  const route: PublishRoute = routes[exchange === 'default' ? 'send' : exchange];
  if (route.routingKey === undefined && routingKey === undefined) {
    throw new ProblemError('invalid_request', `routingKey is needed for ${exchange}`);
  }
  if (route.routingKey !== undefined && routingKey !== undefined) {
    throw new ProblemError('invalid_request', `routingKey is not taken for ${exchange}`);
  }
  if (exchange === 'headers' && options?.headers === undefined) {
    throw new ProblemError('invalid_request', 'options.headers is needed for headers');
  }
  return { route, routingKey: routingKey ?? route.routingKey ?? '' };
}
