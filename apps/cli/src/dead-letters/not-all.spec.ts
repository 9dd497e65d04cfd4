import { run } from '../cli-context.harness';
import { runDeadLetters } from './dead-letters.command';

const failure = { code: 'c', message: 'm' };
const ids = { deadLetterId: 'd/1', messageId: 'm', queue: 'q', at: 'then', state: 'open' };
const letter = { ...ids, failure, body: '', encoding: 'utf8', previousActions: [] };

describe('what the commands about dead letters do not print', () => {
  it.each([
    ['list', 'There are more than these 1: see --limit.'],
    ['groups', 'There are more than these 1: see --limit.'],
  ])('is said by %s', async (name, sentence) => {
    const more = await run(runDeadLetters, [name], [letter], [], true);
    expect(more.printed.at(-1)).toBe(sentence);
    const all = await run(runDeadLetters, [name], [letter], [], false);
    expect(all.printed).not.toContain(sentence);
    const json = await run(runDeadLetters, [name, '--json'], [letter], [], true);
    expect(JSON.parse(json.printed.join(''))).toEqual([letter]);
  });

  it('is said by show of a body that is too large for its record, and where it is', async () => {
    const excerpt = { bytes: 9_000_000, encoding: 'utf8', head: '{"id"', sha256: 'abc' };
    const { printed } = await run(runDeadLetters, ['show', 'd/1'], { ...letter, excerpt });
    expect(printed).toContain('body           (the first KiB of 9000000 bytes, SHA-256 abc) {"id"');
    expect(printed).toContain(
      'whole body     npm run --silent warren -- dead-letters show d/1 --body',
    );
    const small = await run(runDeadLetters, ['show', 'd/1'], letter);
    expect(small.printed.join()).not.toContain('whole body');
  });

  it('show --body writes the bytes of the whole body, and nothing else', async () => {
    const bytes = Buffer.from([0, 0xff, 10, 27, 91]);
    const { asked, code, printed } = await run(runDeadLetters, ['show', 'd/1', '--body'], bytes);
    expect(asked).toEqual([['/dead-letters/d%2F1/body']]);
    expect([code, printed]).toEqual([0, [bytes.toString('latin1')]]);
  });
});
