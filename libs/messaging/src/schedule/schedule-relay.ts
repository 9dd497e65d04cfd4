import { Inject, Injectable } from '@nestjs/common';
import { type EventDto, findNearestBindings, type Topology, WarrenError } from '@warren/model';
import { BrokerClock } from '../clock/broker-clock';
import type { Delivery } from '../messages/delivery';
import { PermanentError, PostponedError } from '../messages/handler-errors';
import { HandlesScheduled } from '../handlers/handles.decorator';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { nameUnavailable } from '../amqp/confirms/name-unavailable';
import { codeOfFinalRefusal, toPublishError, UnroutableError } from '../messages/publish-errors';
import { TOPOLOGY } from '../topology/topology.token';
import { checkDeferred, writeRelayed } from './write-relayed';

/** Publishes what was put off, when its time has come. */
@Injectable()
export class ScheduleRelay {
  constructor(
    @Inject(ConfirmPublisher) private readonly publisher: Pick<ConfirmPublisher, 'sendPatiently'>,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    @Inject(BrokerClock) private readonly clock: Pick<BrokerClock, 'now' | 'untilTried'>,
  ) {}

  /**
   * Resolves when the broker has confirmed it. It goes to the queues that its exchange chooses now,
   * under the same message id: what a queue has processed is not processed there again, however often
   * this runs. Where this clock and the broker's differ, both must say that its time has come.
   *
   * @throws PostponedError its time has not come.
   * @throws PermanentError no queue wants it, it is none that a publisher put off, or the broker takes
   * it never: it is too large, or this process may not publish there.
   * @throws WarrenError the broker did not take it, or did not say so; another attempt may succeed.
   */
  @HandlesScheduled()
  async relay(event: EventDto, delivery: Delivery): Promise<void> {
    await this.clock.untilTried();
    const now = this.clock.now();
    checkDeferred(delivery, this.topology, now);
    const leftMs = delivery.deferred.deliverAt.getTime() - now;
    if (leftMs > 0) throw new PostponedError(leftMs);
    await this.publish(writeRelayed(event, delivery, now));
  }

  private async publish(message: OutgoingMessage): Promise<void> {
    // A queue that is declared and not there is no fault of the event: another attempt finds it.
    const outcome = nameUnavailable(await this.send(message), message, this.topology, () => false);
    const error = toPublishError(outcome, message, () => this.near(message));
    if (error instanceof UnroutableError) {
      throw new PermanentError('unroutable', error.message, { cause: error });
    }
    const code = codeOfFinalRefusal(error);
    if (error && code) throw new PermanentError(code, error.message, { cause: error });
    if (error) throw error;
  }

  private async send(
    message: OutgoingMessage,
  ): ReturnType<Pick<ConfirmPublisher, 'sendPatiently'>['sendPatiently']> {
    try {
      return await this.publisher.sendPatiently(message);
    } catch (error) {
      // What AMQP cannot carry now, it cannot carry later.
      if (!(error instanceof WarrenError)) throw error;
      throw new PermanentError(error.code, error.message, { cause: error });
    }
  }

  private near({ exchange: name, properties, routingKey }: OutgoingMessage): readonly string[] {
    const exchange = this.topology.exchanges.find((each) => each.name === name);
    if (exchange === undefined) return [];
    const headers = properties.headers as Record<string, unknown>;
    return findNearestBindings(this.topology, exchange, routingKey, headers);
  }
}
