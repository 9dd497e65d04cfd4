import { Logger } from '@nestjs/common';
import { Readiness } from '@warren/platform';
import { topology, waitFor } from '@warren/testing';
import { ManagementRefusalError } from '../ask-management';
import { planTopology } from '../../amqp/declaring/plan-topology';
import type { Policy } from './policy';
import { PolicyWatch } from './policy-watch';

const harmful: Policy = {
  ...{ name: 'short', pattern: '^mensajes$', 'apply-to': 'all', priority: 0, isOperator: false },
  definition: { expires: 5 },
};

describe('watching the policies of the broker', () => {
  const read = jest.fn<Promise<readonly Policy[]>, []>();
  const warn = jest.spyOn(Logger.prototype, 'warn');
  let readiness: Readiness;
  let watch: PolicyWatch;

  function start(reader?: typeof read): void {
    readiness = new Readiness();
    watch = new PolicyWatch(planTopology(topology), reader, readiness, 1);
    watch.onApplicationBootstrap();
  }

  beforeEach(() => {
    read.mockReset();
    warn.mockReset();
  });

  afterEach(() => watch.onApplicationShutdown());

  const detail = (): string | undefined => readiness.report().checks['policies']?.detail;

  const untilRead = (times: number): Promise<unknown> =>
    waitFor(`${times} looks`, () => read.mock.calls.length > times);

  it('names a harmful one in one warning and in readiness, which stays green', async () => {
    read.mockResolvedValue([harmful]);
    start(read);
    await untilRead(3);
    expect(detail()).toMatch(/^degraded: policy 'short' sets expires = 5: /);
    expect(readiness.report().ready).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
    read.mockResolvedValue([]);
    await waitFor('it to be harmless', () => detail() === 'harmless');
  });

  it('says once that they cannot be read, and is well', async () => {
    read.mockRejectedValue(new Error('answered 401'));
    start(read);
    await untilRead(3);
    expect(detail()).toBe('not known: answered 401');
    expect(readiness.report().ready).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
    read.mockResolvedValue([harmful]);
    await waitFor('it to be named', () => detail()?.startsWith('degraded'));
  });

  it.each([
    ['that becomes unavailable', false],
    ['that is there', true],
  ])('says nothing of a management API that goes with a broker %s', async (_, isThere) => {
    read.mockResolvedValueOnce([]).mockRejectedValue(new Error('ECONNREFUSED'));
    start(read);
    readiness.register('broker', () => ({ ok: isThere, detail: '' }));
    await untilRead(4);
    expect(detail()).toBe('not known: ECONNREFUSED');
    expect(warn).not.toHaveBeenCalled();
  });

  it('says that they could never be read when the broker is there', async () => {
    let isThere = false;
    read.mockRejectedValue(new Error('ECONNREFUSED'));
    start(read);
    readiness.register('broker', () => ({ ok: isThere, detail: '' }));
    await untilRead(4);
    expect(warn).not.toHaveBeenCalled();
    isThere = true;
    await waitFor('the warning', () => warn.mock.calls.length === 1);
  });

  it('asks a broker that refuses seldom: it logs each refusal', async () => {
    read.mockRejectedValue(new ManagementRefusalError('answered 401'));
    start(read);
    await untilRead(1);
    const since = performance.now();
    await untilRead(2);
    expect(performance.now() - since).toBeGreaterThan(20);
  });

  it('is not part of readiness where there is nothing to ask', () => {
    start();
    expect(detail()).toBeUndefined();
  });
});
