/** The longest that RabbitMQ lets a message wait, in milliseconds (MAX_EXPIRY_TIMER, 3.10 to 4.3). */
const MAX_MS = 4_294_967_295;

/** Whether RabbitMQ takes it as the expiration of a message. For another it closes the channel. */
export function isExpiration(value: unknown): value is number | string {
  return /^\d{1,10}$/.test(String(value)) && Number(value) <= MAX_MS;
}
