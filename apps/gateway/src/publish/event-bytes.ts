import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { PublishByHeadersDto, PublishEventDto } from './publish-event.dto';

const OPENING_BRACE = 0x7b;

/**
 * The body as it came, when it is the event and nothing else: what is published then is what was
 * sent, number for number, and nothing is written twice. `undefined` when the event must be written
 * anew: it came with options, or after a byte order mark or white space, or not quite as UTF-8.
 *
 * @param event read from that body and found valid.
 */
export function eventBytes(
  { bodyBytes }: Pick<FastifyRequest, 'bodyBytes'>,
  event: PublishEventDto | PublishByHeadersDto,
): Buffer | undefined {
  if (bodyBytes === undefined || event.options !== undefined) return undefined;
  return bodyBytes[0] === OPENING_BRACE && isUtf8(bodyBytes) ? bodyBytes : undefined;
}
