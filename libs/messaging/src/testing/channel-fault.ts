import { isDeepStrictEqual } from 'node:util';
import type { MethodFields } from './amqp-codec';

/** How the broker closes a channel. */
export class ChannelFault extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a queue or an exchange was declared with: arguments and other properties by their names. */
export type Declaration = Readonly<Record<string, unknown>>;

/** What a declaration has to have again. */
export function declarationOf({
  arguments: args,
  autoDelete,
  durable,
}: Pick<MethodFields, 'arguments' | 'autoDelete' | 'durable'>): Declaration {
  return { durable, auto_delete: autoDelete, ...args };
}

export function notFound(kind: 'exchange' | 'queue', name: string): ChannelFault {
  return new ChannelFault(404, `NOT_FOUND - no ${kind} '${name}' in vhost '/'`);
}

export function locked(queue: string): ChannelFault {
  const words = `cannot obtain exclusive access to locked queue '${queue}' in vhost '/'`;
  return new ChannelFault(405, `RESOURCE_LOCKED - ${words}`);
}

/** @throws ChannelFault in RabbitMQ's words, for the first property that is not the existing one. */
export function checkEquivalent(
  kind: 'exchange' | 'queue',
  name: string,
  declared: Declaration,
  existing: Declaration,
): void {
  const properties = Object.keys({ ...declared, ...existing });
  const other = properties.find((each) => !isDeepStrictEqual(declared[each], existing[each]));
  if (other === undefined) return;
  throw new ChannelFault(
    406,
    `PRECONDITION_FAILED - inequivalent arg '${other}' for ${kind} '${name}' in vhost '/': ` +
      `received ${describe(other, declared[other])} but current is ${describe(other, existing[other])}`,
  );
}

const TYPES: Readonly<Record<string, string>> = {
  boolean: 'bool',
  number: 'signedint',
  string: 'longstr',
};

function describe(property: string, value: unknown): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (!property.startsWith('x-')) return `'${text}'`;
  return `the value '${text}' of type '${TYPES[typeof value] ?? 'table'}'`;
}
