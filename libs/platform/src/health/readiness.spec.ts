import { Readiness } from './readiness';

describe('readiness', () => {
  it('is there when every check is well', () => {
    const readiness = new Readiness();
    readiness.register('broker', () => ({ ok: true, detail: 'ready' }));
    expect(readiness.report()).toEqual({
      ready: true,
      checks: { broker: { ok: true, detail: 'ready' } },
    });
  });

  it('is gone when one check is not', () => {
    const readiness = new Readiness();
    readiness.register('broker', () => ({ ok: true, detail: 'ready' }));
    readiness.register('consumers', () => ({ ok: false, detail: 'not attached: a' }));
    expect(readiness.report().ready).toBe(false);
  });

  it('is gone for good once the process stops', () => {
    const readiness = new Readiness();
    readiness.register('broker', () => ({ ok: true, detail: 'ready' }));
    readiness.onModuleDestroy();
    expect(readiness.report()).toMatchObject({
      ready: false,
      checks: { process: { detail: 'stopping' } },
    });
  });
});
