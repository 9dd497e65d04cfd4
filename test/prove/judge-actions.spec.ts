import { judgeActions } from './judge-actions';
import type { FoundMessage, StoredAction } from './record';
import { aRun, found, MESSAGE_ID, QUEUE } from './run-record.harness';

const action = (changes: Partial<StoredAction> = {}): StoredAction => ({
  ...{ kind: 'redriven', deadLetterId: 'd', messageId: MESSAGE_ID, queue: QUEUE },
  ...{ redrives: 1, at: '10:00', isTakenOver: false, ...changes },
});
const again: FoundMessage = { ...found('lab_permanent'), redrives: 1 };
const rulesOf = (actions: readonly StoredAction[], deadLetters = [again]): string[] =>
  judgeActions(aRun({ actions, deadLetters })).map(({ rule }) => rule);

describe('actions on dead letters', () => {
  it('are right when each happened once, also with a record that was written again', () => {
    expect(rulesOf([action()])).toEqual([]);
    expect(rulesOf([action(), action()])).toEqual([]);
    expect(rulesOf([action({ kind: 'discarded' })], [])).toEqual([]);
  });

  it('are wrong when two workers acted on one, unless one had been away and was relieved', () => {
    const other = action({ at: '10:01' });
    expect(rulesOf([action(), other])).toEqual(['acted twice']);
    expect(rulesOf([action(), action({ kind: 'discarded' })])).toEqual(['acted twice']);
    expect(rulesOf([action(), { ...other, isTakenOver: true }])).toEqual([]);
  });

  it('are wrong when what was redriven did not come back as the same message once more', () => {
    expect(rulesOf([action()], [])).toEqual(['lost']);
    expect(rulesOf([action()], [{ ...again, redrives: 0 }])).toEqual(['lost']);
    expect(rulesOf([action()], [{ ...again, messageId: 'other' }])).toEqual(['lost']);
    const queued = [found('still queued')];
    expect(judgeActions(aRun({ actions: [action()], queued }))).toEqual([]);
  });
});
