import { Inject, Injectable } from '@nestjs/common';
import {
  EventDto,
  listBindings,
  matchesBinding,
  type Binding,
  type EventClass,
  type Exchange,
  type MessageHeaders,
  type PublishRoute,
  type Topology,
} from '@warren/model';
import { hasMoreThan } from '@warren/platform';
import { faultsOf } from '../decoding/check-event';
import { validateEvent } from '../decoding/decode-event';
import { readPlainEvent } from '../decoding/read-plain-event';
import { isUnremarkable } from '../decoding/strip-inherited-keys';
import { TOPOLOGY } from '../topology/topology.token';
import { ContractViolatedError, type ContractViolation } from './contract-violated.error';

/** What is wrong with an event of more values takes too long to say. */
const MAX_EXPLAINED_VALUES = 1_000;

/** A binding of a queue whose events have a class of their own. */
interface Contract {
  readonly queue: string;
  readonly event: EventClass;
  readonly binding: Binding;
}

/** The names of the queues that an event would reach, by the class of their events. */
type Reached = ReadonlyMap<EventClass, readonly string[]>;

/**
 * Says before an event is published which queues are bound to refuse it: those of the declared topology
 * that it would reach now, by the checks that a consumer of theirs makes. A queue whose events are plain
 * `EventDto`s refuses none. To be asked where events come in from outside; the publisher does not ask.
 */
@Injectable()
export class Contracts {
  private readonly byExchange = new Map<string, readonly Contract[]>();

  constructor(@Inject(TOPOLOGY) private readonly topology: Topology) {}

  /**
   * Finds what the queues would refuse; undefined, without a promise, when none would for certain. An
   * event of more than 1,000 values that the compiled checks do not accept is left to the consumer: what
   * is wrong with it takes too long to say.
   *
   * @param event as it was parsed from JSON: anything at all.
   */
  find(
    exchange: Exchange,
    routingKey: string,
    event: unknown,
    headers: MessageHeaders = {},
  ): Promise<ContractViolation[]> | undefined {
    const reached = this.reach(exchange, routingKey, headers);
    if (reached === undefined) return undefined;
    const { id, tipo, payload } = Object(event) as Partial<EventDto>;
    const sent = { id, tipo, payload };
    const isPlain = isUnremarkable(sent);
    const unsure = [...reached].filter(
      ([event]) => !isPlain || readPlainEvent(sent, event) === undefined,
    );
    if (unsure.length === 0 || hasMoreThan(MAX_EXPLAINED_VALUES, sent)) return undefined;
    return findViolations(sent, unsure);
  }

  /**
   * As `find`, by the terms of a route.
   *
   * @param parent the pointer to the event in what the client sent.
   * @returns undefined: no queue would refuse it. Otherwise the violations, of a route that only warns.
   * @throws ContractViolatedError the promise rejects with it.
   */
  check(
    { exchange, onViolation = 'refuse' }: PublishRoute,
    routingKey: string,
    event: unknown,
    { headers, parent = '' }: { readonly headers?: MessageHeaders; readonly parent?: string } = {},
  ): Promise<ContractViolation[]> | undefined {
    return this.find(exchange, routingKey, event, headers)?.then((found) => {
      const violations = found.map((each) => ({ ...each, pointer: `${parent}${each.pointer}` }));
      if (violations.length > 0 && onViolation === 'refuse') {
        throw new ContractViolatedError(violations);
      }
      return violations;
    });
  }

  private reach(
    exchange: Exchange,
    routingKey: string,
    headers: MessageHeaders,
  ): Reached | undefined {
    let reached: Map<EventClass, string[]> | undefined;
    for (const { binding, event, queue } of this.contractsBehind(exchange)) {
      if (!matchesBinding(binding, routingKey, headers)) continue;
      reached ??= new Map();
      const queues = reached.get(event);
      if (queues === undefined) reached.set(event, [queue]);
      else if (!queues.includes(queue)) queues.push(queue);
    }
    return reached;
  }

  private contractsBehind(exchange: Exchange): readonly Contract[] {
    const known = this.byExchange.get(exchange.name);
    if (known) return known;
    const events = new Map(this.topology.queues.map(({ event, name }) => [name, event]));
    const contracts = listBindings(this.topology, exchange).flatMap(({ binding, queue }) => {
      const event = events.get(queue);
      return event === undefined || event === EventDto ? [] : [{ queue, event, binding }];
    });
    this.byExchange.set(exchange.name, contracts);
    return contracts;
  }
}

async function findViolations(
  sent: object,
  reached: Iterable<readonly [EventClass, readonly string[]]>,
): Promise<ContractViolation[]> {
  const violations: ContractViolation[] = [];
  for (const [event, queues] of reached) {
    const found = await faultsOf(validateEvent({ sent, text: JSON.stringify(sent) }, event));
    const faults = found?.faults ?? [];
    violations.push(...queues.flatMap((queue) => faults.map((fault) => ({ queue, ...fault }))));
  }
  return violations;
}
