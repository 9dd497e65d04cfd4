import { Logger } from '@nestjs/common';
import type { BatchQueue, EventDto } from '@warren/model';
import { aboutDelivery as about } from '../decoding/about-message';
import type { MessageHooks } from '../hooks/message-hooks';
import type { Delivery } from '../messages/delivery';
import { injectFault } from './failure-lab';
import { BatchGatherer } from './gather-batches';
import type { BatchHandler, BatchItem, Handler } from './handles.decorator';
import { limitTime } from './limit-time';
import type { FoundHandler } from './match-handlers';
import { NotStartedError, type QueueHandler } from '../messages/queue-handler';

const logger = new Logger('handler');

/** What a handler is put into before the runtime calls it. */
export interface HandlerSettings {
  /** Whether events may ask to fail. */
  readonly hasFailureLab: boolean;
  /** Default: none. */
  readonly hooks?: MessageHooks;
}

/**
 * Puts the failure lab, the time limit, for a batch queue the gathering, and the application's hooks
 * around a handler.
 */
export function composeHandler(found: FoundHandler, settings: HandlerSettings): QueueHandler {
  const handler = compose(found, settings);
  const { hooks } = settings;
  if (hooks === undefined || hooks.isEmpty) return handler;
  const { name } = handler;
  return {
    ...handler,
    handle: (event, delivery) =>
      hooks.aroundHandling({ handler: name, event, delivery }, () =>
        handler.handle(event, delivery),
      ),
  };
}

function compose(found: FoundHandler, settings: HandlerSettings): QueueHandler {
  const { name, queue } = found;
  if (found.takes === 'batch') {
    const gatherer = composeGatherer(found.handle, found, settings);
    return {
      name,
      queue,
      handle: (event, delivery) => gatherer.handle(event, delivery),
      stop: () => gatherer.stop(),
    };
  }
  const handle = limitTime(
    settings.hasFailureLab ? withLab(found.handle) : found.handle,
    queue.timeLimitMs,
    (outcome, event: EventDto, delivery: Delivery) =>
      logLate({ ...about(delivery, event), handler: name, ...outcome }),
  );
  let isStopped = false;
  return {
    name,
    queue,
    handle: (event, delivery) => {
      if (isStopped) throw new NotStartedError();
      return handle(event, delivery);
    },
    stop: () => void (isStopped = true),
  };
}

function composeGatherer(
  handle: BatchHandler,
  { name, queue }: FoundHandler,
  { hasFailureLab }: HandlerSettings,
): BatchGatherer {
  const run = limitTime(
    hasFailureLab ? withLabForEach(handle) : handle,
    queue.timeLimitMs,
    (outcome, items: readonly BatchItem[]) =>
      logLate({ ...outcome, handler: name, batch: items.length }),
  );
  return new BatchGatherer((queue as BatchQueue).batch, queue.concurrency, run);
}

function withLab(handle: Handler): Handler {
  return (event, delivery, signal) =>
    injectFault(event, delivery, crash) ?? handle(event, delivery, signal);
}

/** The items that ask to fail do; the handler gets the others. */
function withLabForEach(handle: BatchHandler): BatchHandler {
  return (items, signal) => {
    const left: BatchItem[] = [];
    for (const item of items) {
      try {
        const hanging = injectFault(item.event, item.delivery, crash);
        if (hanging) return hanging;
        left.push(item);
      } catch (error) {
        item.fail(error);
      }
    }
    return left.length > 0 ? handle(left, signal) : undefined;
  };
}

/** As abrupt as a fault of the machine: nothing is flushed, no hook runs. */
function crash(): void {
  process.kill(process.pid, 'SIGKILL');
}

function logLate(details: object): void {
  logger.warn(details, 'ended after its time limit; the result is ignored');
}
