import { connect } from 'node:net';
import { AppProcess, waitFor } from '@warren/testing';

/** None is needed to listen. */
const NO_BROKER = { RABBITMQ_URL: 'amqp://127.0.0.1:1' };
const SHORT = {
  KEEP_ALIVE_TIMEOUT_MS: '1000',
  HEADERS_TIMEOUT_MS: '1000',
  REQUEST_TIMEOUT_MS: '1000',
};
const LONG = {
  KEEP_ALIVE_TIMEOUT_MS: '3600000',
  HEADERS_TIMEOUT_MS: '600000',
  REQUEST_TIMEOUT_MS: '600000',
};
/** What reads a body without a broker. */
const PATHS = { gateway: '/send?dryRun=true', worker: '/dead-letters/redrive' };

/** What a connection got, and whether the other side has ended it. */
interface Seen {
  text: string;
  isOver: boolean;
  readonly close: () => void;
}

function open(url: string, bytes: string): Seen {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const seen: Seen = { text: '', isOver: false, close: () => socket.destroy() };
  socket.setEncoding('utf8').on('data', (piece: string) => (seen.text += piece));
  socket.on('error', () => undefined).on('close', () => (seen.isOver = true));
  socket.write(bytes);
  return seen;
}

describe.each(['gateway', 'worker'] as const)('the connections of the %s', (app) => {
  let short: AppProcess;
  let long: AppProcess;
  let urls: readonly string[];
  const head = `POST ${PATHS[app]} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;

  beforeAll(async () => {
    short = AppProcess.start(app, { ...NO_BROKER, ...SHORT });
    long = AppProcess.start(app, { ...NO_BROKER, ...LONG });
    urls = await Promise.all([short, long].map((each) => each.address()));
  });

  afterAll(() => Promise.all([short, long].map((each) => each.stop())));

  it.each([
    [
      'KEEP_ALIVE_TIMEOUT_MS ends an idle connection',
      'GET /livez HTTP/1.1\r\nhost: x\r\n\r\n',
      ['HTTP/1.1 200', 'HTTP/1.1 200'],
    ],
    ['HEADERS_TIMEOUT_MS ends headers that do not come', head, ['HTTP/1.1 408', '']],
    [
      'REQUEST_TIMEOUT_MS ends a body that does not come',
      `${head}content-length: 9\r\n\r\n{`,
      ['HTTP/1.1 408', ''],
    ],
  ])('%s, at its time', async (_, bytes, answers) => {
    const seen = urls.map((url) => open(url, bytes));
    await waitFor('the short one to be over', () => seen[0]?.isOver);
    expect(seen.map(({ text }) => text.slice(0, 12))).toEqual(answers);
    // The same of a process that has hours for it.
    expect(seen[1]?.isOver).toBe(false);
    for (const { close } of seen) close();
  });
});
