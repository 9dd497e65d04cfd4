import { UsageError } from './cli-errors';
import type { CliContext, Command } from './cli-context';
import { formatTable, toCell } from './format-table';
import { readOptions } from './read-options';

/** A message that was set aside, as the worker shows it. */
interface Unreadable {
  readonly id: string;
  readonly fault: string | null;
  readonly at: string | null;
  readonly queue: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly messageId: string | null;
  readonly propertyBytes: number;
  readonly bodyBytes: number;
  readonly bytesLeftOut: number;
}

/** In base64. */
interface UnreadableBytes extends Unreadable {
  readonly properties: string;
  readonly body: string;
}

/** As many as the queue holds. */
const MOST = '10000';
const JSON_OPTION = { json: { type: 'boolean' } } as const;

/** Shows the messages that could not be read, or one of them with its bytes. */
export const runUnreadable: Command = ([name = '', ...args], context) => {
  if (name === 'list') return list(args, context);
  if (name === 'show') return show(args, context);
  throw new UsageError('unreadable: say list, show');
};

async function list(
  args: readonly string[],
  { columns, print, worker }: CliContext,
): Promise<number> {
  const { values } = readOptions(args, JSON_OPTION);
  const { pages } = await worker.list<Unreadable>('/unreadable', { limit: MOST });
  const messages = pages.flat();
  if (values.json) print(JSON.stringify(messages, null, 2));
  else describeList(messages, columns).forEach((line) => print(line));
  return 0;
}

async function show(args: readonly string[], { print, worker }: CliContext): Promise<number> {
  const { positionals, values } = readOptions(args, JSON_OPTION, ['id']);
  const id = encodeURIComponent(positionals[0] ?? '');
  const message = await worker.get<UnreadableBytes>(`/unreadable/${id}`);
  if (values.json) print(JSON.stringify(message, null, 2));
  else describe(message).forEach((line) => print(line));
  return 0;
}

function describeList(messages: readonly Unreadable[], columns: number): string[] {
  if (messages.length === 0) return ['No message is set aside.'];
  return formatTable(
    ['ID', 'AT', 'QUEUE', 'FAULT', 'BYTES', 'MESSAGE'],
    messages.map(({ at, bodyBytes, fault, id, messageId, propertyBytes, queue }) => [
      ...[id, at, queue, fault, String(propertyBytes + bodyBytes), messageId],
    ]),
    columns,
  );
}

/** The bytes as a whole, however many: they are what the command is for. */
function describe(message: UnreadableBytes): string[] {
  const { at, body, bytesLeftOut, exchange, fault, id, messageId, properties, queue } = message;
  const missing = bytesLeftOut === 0 ? '' : `, ${bytesLeftOut} more are missing`;
  return [
    `unreadable   ${toCell(id)}, ${toCell(fault)}`,
    `message      ${toCell(messageId)}`,
    `queue        ${toCell(queue)}`,
    `came by      ${toCell(exchange === '' ? 'the default exchange' : exchange)}, key '${toCell(message.routingKey)}'`,
    `at           ${toCell(at)}`,
    `properties   ${message.propertyBytes} bytes (base64) ${properties}`,
    `body         ${message.bodyBytes} bytes${missing} (base64) ${body}`,
  ];
}
