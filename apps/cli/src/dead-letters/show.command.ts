import type { Command } from '../cli-context';
import { formatTable, toCell } from '../format-table';
import { readOptions } from '../read-options';
import type { DeadLetter } from './dead-letter';

/** Shows one dead letter. */
export const runShow: Command = async (args, { print, worker }) => {
  const { positionals, values } = readOptions(args, { json: { type: 'boolean' } }, ['id']);
  const id = encodeURIComponent(positionals[0] ?? '');
  const letter = await worker.get<DeadLetter>(`/dead-letters/${id}`);
  if (values.json) print(JSON.stringify(letter, null, 2));
  else describe(letter).forEach((line) => print(line));
  return 0;
};

function describe(letter: DeadLetter): string[] {
  const { action, attempt, cause, failure, handler, previousActions = [], redrives } = letter;
  const actions = [...previousActions, ...(action ? [action] : [])];
  const rows = actions.map(({ at, by, kind, reason }) => [at, kind, by, reason]);
  return [
    `dead letter  ${toCell(letter.deadLetterId)}, ${letter.state}`,
    `message      ${toCell(letter.messageId)}`,
    `queue        ${toCell(letter.queue)}`,
    `at           ${letter.at}`,
    `cause        ${cause}, after ${attempt} attempts and ${redrives} redrives`,
    `failure      ${toCell(`${failure.code}: ${failure.message}`)}`,
    ...(failure.stack?.split('\n').map((line) => `             ${toCell(line)}`) ?? []),
    `handler      ${toCell(handler)}`,
    `group        ${letter.group}`,
    `body         ${toCell(describeBody(letter))}`,
    ...(rows.length === 0 ? [] : ['', ...formatTable(['AT', 'DONE', 'BY', 'WHY'], rows)]),
  ];
}

function describeBody({ body, decoded, encoding, excerpt }: DeadLetter): string {
  if (decoded !== undefined) return `(decoded) ${decoded}`;
  if (excerpt === undefined) return encoding === 'utf8' ? body : `(base64) ${body}`;
  const { bytes, encoding: headEncoding, head, sha256 } = excerpt;
  const about = `the first KiB of ${bytes} bytes, SHA-256 ${sha256}`;
  return `(${about}) ${headEncoding === 'utf8' ? head : `(base64) ${head}`}`;
}
