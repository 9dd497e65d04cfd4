import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What the methods of a client say; each method has some of them. */
export interface MethodFields {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly source: string;
  readonly destination: string;
  readonly type: string;
  readonly consumerTag: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly deliveryTag: number;
  readonly prefetchCount: number;
  readonly passive: boolean;
  readonly durable: boolean;
  readonly autoDelete: boolean;
  readonly exclusive: boolean;
  readonly mandatory: boolean;
  readonly multiple: boolean;
  readonly requeue: boolean;
  readonly noAck: boolean;
  readonly nowait: boolean;
}

/** The properties of a message, as amqplib reads them. */
export interface MessageProperties {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly expiration?: string;
  readonly priority?: number;
  readonly replyTo?: string;
}

/** The tables of AMQP 0-9-1 that amqplib has without declaring them. */
interface Definitions {
  decode(id: number, bytes: Buffer): object;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, properties: object): Buffer;
  info(id: number): { readonly name: string };
  readonly [method: string]: unknown;
}

const BASIC_PROPERTIES = 60;
/** Of a header frame before the properties: type, channel and size, then class, weight and body size. */
const BEFORE_PROPERTIES = 19;

const load = createRequire(__filename);
const definitions = load(join(dirname(load.resolve('amqplib')), 'lib', 'defs.js')) as Definitions;

/** @param payload of a method frame. */
export function readMethod(payload: Buffer): { name: string; id: number; fields: MethodFields } {
  const id = payload.readUInt32BE(0);
  const { name } = definitions.info(id);
  return { name, id, fields: definitions.decode(id, payload.subarray(4)) as MethodFields };
}

/** A whole frame. */
export function writeMethod(name: string, channel: number, fields: object): Buffer {
  return definitions.encodeMethod(definitions[name] as number, channel, fields);
}

/** None where amqplib cannot read them. */
export function readProperties(section: Buffer): MessageProperties {
  try {
    return definitions.decode(BASIC_PROPERTIES, section);
  } catch {
    return {};
  }
}

/** The bytes of properties, as they stand in a header frame. */
export function writeProperties(properties: MessageProperties): Buffer {
  const frame = definitions.encodeProperties(BASIC_PROPERTIES, 0, 0, properties);
  return frame.subarray(BEFORE_PROPERTIES, -1);
}
