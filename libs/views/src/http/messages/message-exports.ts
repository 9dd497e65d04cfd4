import { Injectable } from '@nestjs/common';
import { NDJSON } from '@warren/http';
import { TimeSlices } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { exportMessages } from '../../messages/export-messages';
import { MessagesProjection } from '../../messages/messages.projection';
import { Exports, type ExportedFile } from '../exports';
import { lineWriter } from './message-fields';
import { toMessageQuery, type MessagesQueryDto } from './messages.query.dto';

/** Streams all messages that match. */
@Injectable()
export class MessageExports {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly slices: TimeSlices,
    private readonly exports: Exports,
  ) {}

  /** @throws ProblemError `overloaded` while four others run. */
  send(reply: FastifyReply, query: MessagesQueryDto, format: ExportedFile['format']): void {
    const order = { filter: toMessageQuery(query), ...lineWriter(format, query.fields) };
    this.exports.send(reply, { name: 'messages', format }, (gone) =>
      exportMessages(this.messages, order, this.slices, gone),
    );
  }
}

/** What a client asks for; the parameter goes before the header. */
export function formatOf({ format }: MessagesQueryDto, accept = ''): 'json' | 'ndjson' | 'csv' {
  if (format !== undefined) return format;
  const [type] = accept.split(/[;,]/);
  if (type === NDJSON) return 'ndjson';
  return type === 'text/csv' ? 'csv' : 'json';
}
