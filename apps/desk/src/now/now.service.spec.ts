import { topology } from '@warren/testing';
import { facts } from './find-causes.harness';
import { NowService } from './now.service';

describe('looking for what needs a person', () => {
  let scans: number;
  let clockMs: number;
  let service: NowService;

  beforeEach(() => {
    [scans, clockMs] = [0, 1_000];
    jest.spyOn(performance, 'now').mockImplementation(() => clockMs);
    const history = { since: () => ({}), net: () => undefined };
    const look = (): Promise<unknown> => Promise.resolve({ queues: new Map(), source: 'none' });
    const counts = { since: () => 0, lastMinute: () => 0, lastAliveMs: () => undefined };
    const groups = (): Promise<unknown> => {
      scans += 1;
      return Promise.resolve([]);
    };
    const parts = { clock: { now: () => 0 }, report: () => facts() };
    const given = [{ history, look }, counts, { look: groups }, parts, topology];
    service = new NowService(...(given as unknown as ConstructorParameters<typeof NowService>));
  });

  afterEach(() => jest.restoreAllMocks());

  it('is done once for all who ask, and again after two seconds', async () => {
    await Promise.all([service.look(), service.look(), service.look()]);
    clockMs += 1_999;
    await service.look();
    expect(scans).toBe(1);
    clockMs += 1;
    await service.look();
    expect(scans).toBe(2);
  });
});
