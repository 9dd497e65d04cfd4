import type { DeadLetterStoryDto } from '@warren/views';
import type { Command } from '../cli-context';
import { formatTable, toLine } from '../format-table';
import { readOptions } from '../read-options';

const OPTIONS = { body: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** Shows one dead letter, or writes the whole body of its message. */
export const runShow: Command = async (args, { columns, print, worker, write }) => {
  const { positionals, values } = readOptions(args, OPTIONS, ['id']);
  const id = encodeURIComponent(positionals[0] ?? '');
  if (values.body) {
    write(await worker.bytes(`/dead-letters/${id}/body`));
    return 0;
  }
  const letter = await worker.get<DeadLetterStoryDto>(`/dead-letters/${id}`);
  if (values.json) print(JSON.stringify(letter, null, 2));
  else describe(letter, columns).forEach((line) => print(line));
  return 0;
};

/** All that the worker says of it: what is not named here follows under its own name. */
function describe(letter: DeadLetterStoryDto, columns: number): string[] {
  const { action, at, attempt, body, cause, deadLetterId, decoded, encoding, excerpt, ...more } =
    letter;
  const { failure, messageId, previousActions, queue, redrives, state, ...rest } = more;
  const { code, message, ...aboutFailure } = failure;
  const actions = [...previousActions, ...(action ? [action] : [])];
  const rows = actions.map(({ at, by, kind, reason }) => [at, kind, by, reason]);
  const named: [string, unknown][] = [
    ['dead letter', `${deadLetterId}, ${state}`],
    ...Object.entries({ message: messageId, queue, at }),
    ['cause', `${cause}, after ${counted(attempt, 'attempt')} and ${counted(redrives, 'redrive')}`],
    ['failure', `${code}: ${message}`],
    ...Object.entries({
      ...aboutFailure,
      ...rest,
      exchange: rest.exchange || 'the default exchange',
    }),
    ['body', describeBody({ body, decoded, encoding, excerpt })],
    ...(excerpt ? [['whole body', wholeBodyOf(deadLetterId)] as [string, unknown]] : []),
  ];
  return [
    ...named.flatMap(([name, value]) => describeField(name, value)),
    ...(rows.length === 0 ? [] : ['', ...formatTable(['AT', 'DONE', 'BY', 'WHY'], rows, columns)]),
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A text of several lines, such as a stack, stands below its name. */
function describeField(name: string, value: unknown): string[] {
  const lines = (typeof value === 'string' ? value : JSON.stringify(value)).split('\n').map(toLine);
  if (lines.length > 1) return [name, ...lines.map((line) => `  ${line}`)];
  return [`${name.padEnd(13)}  ${value === null ? '-' : lines.join('')}`];
}

function wholeBodyOf(id: string): string {
  return `npm run --silent warren -- dead-letters show ${id} --body`;
}

type Body = Pick<DeadLetterStoryDto, 'body' | 'decoded' | 'encoding' | 'excerpt'>;

function describeBody({ body, decoded, encoding, excerpt }: Body): string {
  if (decoded !== undefined) return `(decoded) ${decoded}`;
  if (excerpt === undefined) return encoding === 'utf8' ? body : `(base64) ${body}`;
  const { bytes, encoding: headEncoding, head, sha256 } = excerpt;
  const about = `the first KiB of ${bytes} bytes, SHA-256 ${sha256}`;
  return `(${about}) ${headEncoding === 'utf8' ? head : `(base64) ${head}`}`;
}
