import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { processed } from '../journal/stream-journal.harness';
import { ProgressStore } from './progress-store';
import { Progress, type SavedProgress } from './progress';

const { delivery } = processed('m');

describe('progress', () => {
  let journal: RememberingJournal;
  let progress: Progress;

  beforeEach(() => {
    journal = new RememberingJournal();
    progress = new Progress(journal, new ProgressStore(), 'w:1');
  });

  it('is known here as soon as the journal has it, as every other worker will read it', async () => {
    expect(progress.of(delivery)).toBeUndefined();
    await progress.save(delivery, { done: 3, of: 8, state: { until: new Date(5) } });
    const state = { until: new Date(5).toISOString() };
    expect(journal.all).toEqual([
      {
        ...{ kind: 'progress', delivery, worker: 'w:1', at: expect.any(Date) as unknown },
        ...{ done: 3, of: 8, state },
      },
    ]);
    expect(progress.of(delivery)).toMatchObject({ done: 3, of: 8, state });
  });

  it('is not known when the journal does not take it', async () => {
    journal.isBroken = true;
    await expect(progress.save(delivery, { done: 3 })).rejects.toThrow(
      'the journal is unavailable',
    );
    expect(progress.of(delivery)).toBeUndefined();
  });

  it('is not taken of a run that was given up', async () => {
    await progress.save({ ...delivery, redeliveries: 1 }, { done: 3 });
    await expect(progress.save(delivery, { done: 9 })).rejects.toMatchObject({
      ...{ name: 'RetryableError', code: 'given_up' },
    });
    expect(journal.all).toHaveLength(1);
    expect(progress.of(delivery)).toMatchObject({ done: 3 });
  });

  it('is not taken of a message that another worker has processed', async () => {
    await journal.append(processed('m'));
    const save = progress.save(delivery, { done: 9 });
    await expect(save).rejects.toMatchObject({ code: 'given_up' });
    expect(progress.of(delivery)).toBeUndefined();
  });

  it('may have a state of 4 KiB', async () => {
    const text = 'x'.repeat(4_096 - '{"text":""}'.length);
    await progress.save(delivery, { done: 1, state: { text } });
    expect(progress.of(delivery)).toMatchObject({ done: 1, state: { text } });
    const larger = progress.save(delivery, { done: 2, state: { text: `${text}x` } });
    await expect(larger).rejects.toMatchObject({ code: 'invalid_progress' });
  });

  it.each<[string, SavedProgress]>([
    ['half a row', { done: 0.5 }],
    ['less than nothing', { done: -1 }],
    ['no number', { done: Number.NaN }],
    ['an end that is none', { done: 1, of: Infinity }],
    ['what JSON cannot say', { done: 1, state: { rows: 7n } }],
    ['a prototype', { done: 1, state: JSON.parse('{"__proto__":{}}') as SavedProgress['state'] }],
  ])('is refused for good when it is %s, and nothing is recorded', async (_, wrong) => {
    await expect(progress.save(delivery, wrong)).rejects.toMatchObject({
      ...{ name: 'PermanentError', code: 'invalid_progress' },
    });
    expect(journal.all).toEqual([]);
  });
});
