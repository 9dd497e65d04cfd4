import { Injectable } from '@nestjs/common';
import { routes } from '@warren/contracts';
import type { EventDto, PublishRoute } from '@warren/model';
import { Contracts, Publisher, type ContractViolation } from '@warren/messaging';
import { findJsonProblem, ProblemError, RefusalLog, toProblem } from '@warren/http';
import { EventLoopShare, StrictValidationPipe } from '@warren/platform';
import secureJson from 'secure-json-parse';
import type { PublishContext } from '../publish/publish-context';
import {
  messageIdOf,
  PublishService,
  toPublishOptions,
  withWarnings,
  type RoutingPreview,
} from '../publish/publish.service';
import { BatchEntryDto } from './batch-entry.dto';
import { CheckedOrder } from './checked-order';
import type { Line } from './read-lines';
import { workInOrder } from './work-in-order';

const ROUTES: Readonly<Record<string, PublishRoute | undefined>> = routes;

/** How many events of one batch may wait for the broker at once; others publish beside it. */
const WIDTH = 256;
/** How long their texts may be together, in characters; one more may be begun below that. */
const WEIGHT = 524_288;

/** What became of one entry; `index` counts from 0. */
export type BatchResult =
  | {
      readonly index: number;
      readonly outcome: 'confirmed';
      readonly messageId: string;
      readonly deliverAt?: Date;
      readonly warnings?: readonly ContractViolation[];
    }
  | ({ readonly index: number } & RoutingPreview)
  | { readonly index: number; readonly outcome: string; readonly problem: object };

/**
 * Publishes the entries of a batch in order, a bounded number of them under way at a time, and
 * yields the outcome of each, in the same order. A bad entry hurts none of its neighbours.
 */
@Injectable()
export class BatchPublisher {
  private readonly pipe = new StrictValidationPipe();

  constructor(
    private readonly publisher: Publisher,
    private readonly service: PublishService,
    private readonly refusals: RefusalLog,
    private readonly contracts: Contracts,
    private readonly eventLoop: EventLoopShare,
  ) {}

  /**
   * The results as NDJSON. Reads no faster than the broker confirms and the client reads; one line of
   * each batch at most waits for room. Of a client that has left nothing more is published.
   */
  publish(
    lines: AsyncIterable<Line>,
    context: PublishContext,
    hasLeft: () => boolean,
  ): AsyncIterable<string> {
    let next = 0;
    const order = new CheckedOrder();
    const weigh = (line: Line): number => ('text' in line ? line.text.length : 0);
    const untilReady = (): Promise<void> | undefined => {
      if (hasLeft()) throw new Error('the client has left');
      return (
        order.untilChecked() ??
        (context.isDryRun ? undefined : this.publisher.untilRoom()) ??
        this.eventLoop.untilTurn()
      );
    };
    return workInOrder(
      lines,
      { width: WIDTH, weight: WEIGHT, weigh, untilReady },
      async (line) => `${JSON.stringify(await this.publishEntry(line, next++, context, order))}\n`,
    );
  }

  private async publishEntry(
    line: Line,
    index: number,
    context: PublishContext,
    order: CheckedOrder,
  ): Promise<BatchResult> {
    let entry: unknown;
    try {
      entry = parse(line);
      const validated = this.pipe.check(BatchEntryDto, entry);
      // Awaited only when it is a promise, so that entries are published in their order.
      const dto = validated instanceof Promise ? await validated : validated;
      const { route, routingKey } = routeOf(dto);
      if (context.isDryRun) {
        const body = { ...dto.event, options: dto.options };
        return { index, ...(await this.service.preview(route, routingKey, body)) };
      }
      const { headers } = dto.options ?? {};
      const terms = { headers, parent: '/event' };
      const checked = this.contracts.check(route, routingKey, dto.event, terms);
      const warnings = (checked && (await order.keep(checked))) ?? [];
      const messageId = context.idempotencyKey && messageIdOf(context.idempotencyKey, index, dto);
      const { client, traceparent } = context;
      const ours = { json: undefined, messageId, traceparent, client };
      const options = toPublishOptions(dto.options, ours);
      const receipt = await this.publisher.publish(route.exchange, routingKey, dto.event, options);
      const { deliverAt, outcome } = receipt;
      return withWarnings({ index, outcome, messageId: receipt.messageId, deliverAt }, warnings);
    } catch (error) {
      const path = `/batch#${index}`;
      const problem = toProblem(error, path).body;
      const { code, detail } = problem;
      const { id, tipo } = (entry as { event?: Partial<EventDto> } | null | undefined)?.event ?? {};
      this.refusals.note({ code, detail, client: context.client, path, id, tipo });
      const { outcome = 'invalid' } = problem as { outcome?: string };
      return { index, outcome, problem };
    }
  }
}

const faults = {
  line_too_long: () => new ProblemError('body_too_large', 'the line is too long'),
  line_too_slow: () =>
    new ProblemError('request_too_slow', 'the line does not end: nothing from here on was read'),
  line_not_utf8: () => new ProblemError('malformed_json', 'the line is not UTF-8'),
  total_too_long: () =>
    new ProblemError('body_too_large', 'the batch is too long: nothing from here on was read'),
};

function parse(line: Line): unknown {
  if ('fault' in line) throw faults[line.fault]();
  const problem = findJsonProblem(line.text);
  if (problem) throw problem;
  try {
    return secureJson.parse(line.text);
  } catch {
    throw new ProblemError('malformed_json', 'the line is not JSON');
  }
}

/** Where an entry goes; the rules that its exchange adds to those of its fields. */
function routeOf({ exchange, options, routingKey }: BatchEntryDto): {
  route: PublishRoute;
  routingKey: string;
} {
  const route = ROUTES[exchange === 'default' ? 'send' : exchange] as PublishRoute;
  if (route.routingKey === undefined && routingKey === undefined) {
    throw new ProblemError('invalid_request', `routingKey is needed for ${exchange}`);
  }
  if (route.routingKey !== undefined && routingKey !== undefined) {
    throw new ProblemError('invalid_request', `routingKey is not taken for ${exchange}`);
  }
  if (route.exchange.type === 'headers' && options?.headers === undefined) {
    throw new ProblemError('invalid_request', 'options.headers is needed for headers');
  }
  return { route, routingKey: routingKey ?? route.routingKey ?? '' };
}
