/** What a command does, and an option each with its meaning. */
interface CommandHelp {
  readonly does: string;
  readonly options: readonly (readonly [option: string, meaning: string])[];
}

const JSON_OPTION = ['--json', "the worker's answer as it is"] as const;
const FILTER = [
  ['--queue <queue>', 'where they failed'],
  ['--tipo <tipo>', 'of this type of event'],
  ['--cause <cause>', 'failed, rejected, expired, delivery_limit or maxlen'],
  ['--code <code>', 'of the failure'],
  ['--text <text>', 'somewhere in the body'],
  ['--from <time>', 'from this time on, such as 2026-11-24T05:00:00Z'],
  ['--to <time>', 'before this time'],
  ['--message <id>', "the message's id"],
  ['--event <id>', "the event's own id"],
] as const;
const SHOWN = [
  ['--state <state>', 'open (default), redriven, discarded or any'],
  ['--limit <n>', 'up to n'],
  JSON_OPTION,
] as const;
const whichOf = (state: 'open' | 'discarded') =>
  [
    ['--id <id>', 'this one; may be repeated'],
    ['--group <group>', `all ${state} ones of a group`],
    ['--all', `all ${state} ones`],
    ...FILTER,
    ['--reason <text>', 'why, for the record; required'],
  ] as const;

const COMMANDS: Readonly<Record<string, CommandHelp>> = {
  'message <messageId>': { does: 'what happened to a message', options: [JSON_OPTION] },
  'dead-letters list': {
    does: 'the newest dead letters, oldest first',
    options: [...FILTER, ['--group <group>', 'of this kind'], ...SHOWN],
  },
  'dead-letters groups': {
    does: 'dead letters by kind, the largest kind first',
    options: [...FILTER, ...SHOWN],
  },
  'dead-letters show <id>': {
    does: 'all about one dead letter',
    options: [['--body', 'only the whole body, byte for byte, as for `> file`'], JSON_OPTION],
  },
  'dead-letters redrive': {
    does: 'sends dead letters to their queues again',
    options: [
      ...whichOf('open'),
      ['--payload <json>', 'in place of the payload of the one --id'],
      ['--canary', 'sends one first, and the rest when it was processed'],
      ['--canary-wait <ms>', 'how long it may take, in milliseconds'],
      ['--rate <n>', 'up to n a second'],
      ['--dry-run', 'sends nothing'],
      JSON_OPTION,
    ],
  },
  'dead-letters discard': {
    does: 'puts dead letters away',
    options: [...whichOf('open'), JSON_OPTION],
  },
  'dead-letters restore': {
    does: 'opens discarded dead letters again',
    options: [...whichOf('discarded'), JSON_OPTION],
  },
  replay: {
    does: 'publishes past events again',
    options: [
      ['--from <position>', 'first, an offset, last:<n> or a time; required'],
      ['--to <queue>', 'where they are sent; required'],
      ['--queue <queue>', 'those of this queue; may be repeated'],
      ['--tipo <tipo>', 'those of this type; may be repeated'],
      ['--rate <n>', 'up to n a second'],
      ['--reason <text>', 'why, for the record'],
      ['--force', 'also those that were replayed before'],
      ['--run <run>', 'continues a forced run'],
      ['--dry-run', 'sends nothing'],
      JSON_OPTION,
    ],
  },
  'unreadable list': { does: 'messages whose properties cannot be read', options: [JSON_OPTION] },
  'unreadable show <id>': { does: 'one such message, with its bytes', options: [JSON_OPTION] },
  'topology print': { does: 'the topology as a RabbitMQ definitions file', options: [] },
  'topology verify': { does: 'how the broker differs from the topology', options: [] },
  'topology declare': { does: 'creates what is missing on the broker', options: [] },
  'topology redeclare <name>': {
    does: 'replaces an empty queue, or an exchange; stop all apps first',
    options: [],
  },
};

const NOTES = `<command> --help says what it takes.
The worker is asked at WORKER_URL (http://127.0.0.1:8001).
OPERATOR_KEY is sent when it is set. In a container: warren <command>.
Exit codes: 0 done, 1 something failed, 2 not understood.`;

/** What the command line can do. */
export const USAGE = `usage: npm run warren -- <command>\n\n${listCommands(Object.keys(COMMANDS))}\n\n${NOTES}`;

/** What the command that these words begin with takes; of an area all its commands; else everything. */
export function helpFor(words: readonly string[]): string {
  const [area = '', name = ''] = words.filter((word) => !word.startsWith('-'));
  const ofArea = Object.keys(COMMANDS).filter((command) => command.split(' ')[0] === area);
  const named = ofArea.filter((command) => command.split(' ')[1] === name);
  const [only, ...others] = named.length > 0 ? named : ofArea;
  if (only === undefined) return USAGE;
  if (others.length > 0) return `usage: npm run warren -- <command>\n\n${listCommands(ofArea)}`;
  const { does, options } = COMMANDS[only] as CommandHelp;
  const usage = `usage: npm run warren -- ${only}${options.length > 0 ? ' [options]' : ''}\n\n${does}`;
  return options.length > 0 ? `${usage}\n\n${align(options)}` : usage;
}

function listCommands(names: readonly string[]): string {
  return align(names.map((name) => [name, (COMMANDS[name] as CommandHelp).does]));
}

function align(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
