import { Caution } from './caution';

const PREFETCH = 100;

describe('the caution of a consumer', () => {
  let caution: Caution;

  beforeEach(() => (caution = new Caution()));

  it('is on until a delivery comes that has not come back', () => {
    expect(caution.isOn).toBe(true);
    caution.look(true, 1, 1, PREFETCH);
    expect(caution.isOn).toBe(true);
    caution.look(false, 0, 1, PREFETCH);
    expect(caution.isOn).toBe(false);
  });

  it('is on again when one has come back, until that is handled', () => {
    caution.look(false, 0, 1, PREFETCH);
    caution.look(true, 1, 20, PREFETCH);
    expect(caution.isOn).toBe(true);
    caution.look(false, 1, 20, PREFETCH);
    expect(caution.isOn).toBe(true);
    caution.look(false, 0, 20, PREFETCH);
    expect(caution.isOn).toBe(false);
  });

  it('is on again with a new channel', () => {
    caution.look(false, 0, 1, PREFETCH);
    caution.begin();
    expect(caution.isOn).toBe(true);
  });

  it('stays on with more in hand than half of what it may hold', () => {
    caution.look(false, 0, 51, PREFETCH);
    expect(caution.isOn).toBe(true);
    caution.look(false, 0, 50, PREFETCH);
    expect(caution.isOn).toBe(false);
  });

  it('ends with one in hand, also where no more than that may be held', () => {
    caution.look(false, 0, 1, 1);
    expect(caution.isOn).toBe(false);
  });
});
