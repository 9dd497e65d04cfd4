import type { Topology } from '@warren/model';

/** Where direct replies go: the broker writes the name of the caller's channel behind it. */
const DIRECT_REPLY = /^amq\.rabbitmq\.reply-to\.[\x21-\x7e]+$/;

/** Whether answers to it go to the caller's own channel; else it names a queue. */
export function isDirectReply(replyTo: string): boolean {
  return DIRECT_REPLY.test(replyTo);
}

/**
 * Whether an answer may go there (I14): to the caller's own channel, or to a queue for replies that the
 * topology declares. Any other address would let a sender write into a queue it has no right to.
 */
export function isReplyAddress(replyTo: unknown, { replyQueues }: Topology): replyTo is string {
  if (typeof replyTo !== 'string' || replyTo.length > 255) return false;
  return isDirectReply(replyTo) || replyQueues.some(({ name }) => name === replyTo);
}
