import { Logger } from '@nestjs/common';
import { Readiness } from '@warren/platform';
import { waitFor } from '@warren/testing';
import { deadLettered } from '../list/dead-letter.harness';
import { sizeOfRecord } from '../../records/size-of-record';
import { OpenKeeper } from './open-keeper';
import { OpenRecords } from './open-records';

const PLENTY = { count: 1_000, bytes: 1_000_000_000 };
/** About what two of them take, and a little more. */
const BYTES = (2 * (512 + sizeOfRecord(deadLettered('d0')))) / 0.95;
const LIMITS = { ageMs: 1e15, bytes: 1e15 };

describe('the keeper of what is open', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  let keeper: OpenKeeper;
  let readiness: Readiness;

  beforeEach(() => warn.mockClear());

  afterEach(() => keeper.beforeApplicationShutdown());

  afterAll(() => warn.mockRestore());

  /** Resolves when it has looked three times at this number of open dead letters. */
  async function lookAt(count: number, letters: typeof PLENTY): Promise<void> {
    const terms = { limits: LIMITS, recentRecords: Infinity, progress: PLENTY, letters };
    const open = new OpenRecords(terms);
    for (let n = 0; n < count; n += 1) {
      open.apply(deadLettered(`d${n}`), n, { since: 0, bytes: n });
    }
    const looks = jest.spyOn(open, 'takeDue');
    readiness = new Readiness();
    const journal = { append: () => Promise.resolve(), ready: () => Promise.resolve() };
    keeper = new OpenKeeper(journal, open, readiness);
    keeper.onApplicationBootstrap();
    await waitFor('three looks', () => looks.mock.calls.length > 3);
  }

  const detail = (): string => readiness.report().checks['open records']?.detail ?? '';

  it.each([
    ['count', 9, { ...PLENTY, count: 10 }],
    ['count', 19, { ...PLENTY, count: 20 }],
    ['bytes', 2, { ...PLENTY, bytes: BYTES }],
  ])('warns once that the bound of their %s is near: %i are open', async (_, count, bounds) => {
    await lookAt(count, bounds);
    const warnings = warn.mock.calls.map(([text]) => String(text));
    expect(warnings).toEqual([
      expect.stringMatching(/^open records take 9\d % of what can be kept/),
    ]);
    expect(detail()).toMatch(/bounds near: 9\d % used/);
  });

  it('warns of nothing while there is room', async () => {
    await lookAt(8, { ...PLENTY, count: 10 });
    expect(warn).not.toHaveBeenCalled();
    expect(detail()).not.toContain('bounds');
  });
});
