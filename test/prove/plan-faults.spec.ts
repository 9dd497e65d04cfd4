import { GATEWAYS, planFaults, WORKERS } from './plan-faults';

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe('planFaults', () => {
  it('gives the same plan for the same seed and duration, and another for another seed', () => {
    expect(planFaults(7, 30_000)).toEqual(planFaults(7, 30_000));
    expect(planFaults(7, 30_000)).not.toEqual(planFaults(8, 30_000));
  });

  it('has every kind of fault in five minutes, most of them several times', () => {
    for (const seed of SEEDS) {
      const kinds = planFaults(seed, 300_000).map(({ kind }) => kind);
      expect(new Set(kinds).size).toBe(12);
      expect(kinds.length).toBeGreaterThan(60);
    }
  });

  it('has faults of every lane in half a minute', () => {
    for (const seed of SEEDS) {
      const lanes = planFaults(seed, 30_000).map(({ lane }) => lane);
      expect(new Set(lanes).size).toBe(4);
    }
  });

  it('ends every fault within the duration, and starts none of the broker in its first 5 s', () => {
    for (const fault of SEEDS.flatMap((seed) => planFaults(seed, 60_000))) {
      expect(fault.at + fault.lastsMs).toBeLessThanOrEqual(60_000);
      expect(fault.at).toBeGreaterThan(fault.lane === 'broker' ? 5_000 : 2_000);
      expect(fault.target).toBeLessThan(WORKERS + GATEWAYS);
    }
  });

  it('poisons about once a minute: each poison kills workers a dozen times', () => {
    for (const seed of SEEDS) {
      const times = planFaults(seed, 300_000)
        .filter(({ kind }) => kind === 'poisonous event')
        .map(({ at }) => at);
      expect(times.length).toBeGreaterThan(1);
      for (const [n, at] of times.entries()) {
        expect(at - (times[n - 1] ?? -Infinity)).toBeGreaterThanOrEqual(60_000);
      }
    }
  });

  it('never lets two faults of one lane overlap', () => {
    const faults = planFaults(1, 300_000).filter(({ lane }) => lane === 'broker');
    for (const [n, fault] of faults.entries()) {
      const before = faults[n - 1];
      expect(fault.at).toBeGreaterThan(before ? before.at + before.lastsMs : 0);
    }
  });
});
