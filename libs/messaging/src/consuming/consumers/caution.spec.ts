import { Caution } from './caution';

const PREFETCH = 100;

describe('the caution of a consumer', () => {
  let caution: Caution;

  beforeEach(() => (caution = new Caution()));

  const come = (
    isSuspect: boolean,
    suspects: number,
    held: number,
    prefetch = PREFETCH,
  ): boolean => {
    caution.look(isSuspect, { suspects, held }, prefetch);
    return caution.isOn;
  };

  it('is on until a delivery comes that has not come back', () => {
    expect(caution.isOn).toBe(true);
    expect(come(true, 1, 1)).toBe(true);
    expect(come(false, 0, 1)).toBe(false);
  });

  it('is on again when one has come back, until that is handled and a new one comes', () => {
    come(false, 0, 1);
    expect(come(true, 1, 20)).toBe(true);
    caution.ease({ suspects: 0, held: 20 }, PREFETCH);
    expect(caution.isOn).toBe(true);
    expect(come(false, 0, 20)).toBe(false);
  });

  it('ends when the last suspect is done, where a new one has come before', () => {
    come(true, 1, 1);
    expect(come(false, 1, 2)).toBe(true);
    caution.ease({ suspects: 0, held: 1 }, PREFETCH);
    expect(caution.isOn).toBe(false);
  });

  it('is on again with a new channel', () => {
    come(false, 0, 1);
    caution.begin();
    caution.ease({ suspects: 0, held: 0 }, PREFETCH);
    expect(caution.isOn).toBe(true);
  });

  it('stays on with more in hand than half of what it may hold, until some of it is settled', () => {
    expect(come(false, 0, 51)).toBe(true);
    caution.ease({ suspects: 0, held: 50 }, PREFETCH);
    expect(caution.isOn).toBe(false);
  });

  it('ends with one in hand, also where no more than that may be held', () => {
    expect(come(false, 0, 1, 1)).toBe(false);
  });

  it('is for another one when the last was a suspect that has run for long, and there is room', () => {
    come(true, 1, 1);
    expect(caution.isForAnother({ suspects: 1, held: 1 }, PREFETCH)).toBe(false);
    expect(caution.isForAnother({ suspects: 0, held: 1 }, PREFETCH)).toBe(true);
    expect(caution.isForAnother({ suspects: 0, held: 51 }, PREFETCH)).toBe(false);
    expect(caution.isForAnother({ suspects: 0, held: 1 }, 1)).toBe(false);
    come(false, 0, 2);
    expect(caution.isForAnother({ suspects: 0, held: 1 }, PREFETCH)).toBe(false);
  });
});
