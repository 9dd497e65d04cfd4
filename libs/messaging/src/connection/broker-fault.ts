/** RabbitMQ closes a connection with such a code for a fault of its own, that of one queue for instance. */
const FIRST_FAULT = 500;

/** Whether the broker closed the connection for a fault of its own: neither side asked for that. */
export function isBrokerFault(error: Error): boolean {
  return Number((error as { code?: unknown }).code) >= FIRST_FAULT;
}
