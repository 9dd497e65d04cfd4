import { Logger } from '@nestjs/common';
import { after, EventDto, headers as names, queue } from '@warren/model';
import { PermanentError } from '../../messages/handler-errors';
import { mocks, process, resetProcessing } from './processing.harness';

const live = new AbortController().signal;
const patient = queue('etl.jobs', { event: EventDto, from: [], retry: after('2s', '2s') });
const again = { messageId: 'm1', headers: { [names.attempt]: 2, [names.firstFailedAt]: 1 } };

describe('the stack of what a handler threw', () => {
  const { append, send } = mocks;
  let warn: jest.SpyInstance;
  let error: jest.SpyInstance;

  beforeEach(() => {
    resetProcessing();
    warn = jest.spyOn(Logger.prototype, 'warn');
    error = jest.spyOn(Logger.prototype, 'error');
  });

  afterEach(() => jest.restoreAllMocks());

  const fail = (): never => {
    throw new Error('not yet');
  };
  const failForGood = (): never => {
    throw new PermanentError('no');
  };
  const recorded = (): unknown => append.mock.calls.at(-1)?.[0];
  const sent = (): unknown => send.mock.calls.at(-1)?.[0].properties.headers;
  const logged = (spy: jest.SpyInstance): object => (spy.mock.calls as [object][])[0]?.[0] ?? {};
  const stack = expect.stringContaining('stack-of-failure.spec') as unknown;

  it('is in the log and in the record of its first failure, with the id and tipo of the event', async () => {
    await process(fail);
    expect(logged(warn)).toMatchObject({ messageId: 'm1', id: '1', tipo: 'T', err: { stack } });
    expect(recorded()).toMatchObject({ kind: 'failed', failure: { stack } });
    expect(sent()).not.toHaveProperty([names.failureStack]);
  });

  it('is logged without the fields of its error, which can hold credentials', async () => {
    await process(() => {
      throw Object.assign(new Error('404'), { request: { authorization: 'Bearer secret' } });
    });
    expect(logged(warn)).toMatchObject({ err: { message: '404', stack } });
    expect(logged(warn)).not.toHaveProperty('err.request');
  });

  it('is in neither when another attempt fails', async () => {
    await process(fail, live, again, undefined, patient);
    expect(logged(warn)).toMatchObject({ id: '1', tipo: 'T', code: 'Error', message: 'not yet' });
    expect(logged(warn)).not.toHaveProperty('err');
    expect(recorded()).not.toHaveProperty('failure.stack');
  });

  it('is on the dead letter and in its record, and not in the log a second time', async () => {
    await process(failForGood, live, again);
    expect(logged(error)).not.toHaveProperty('err');
    expect(recorded()).toMatchObject({ failure: { code: 'no', stack } });
    expect(sent()).toMatchObject({ [names.failureStack]: stack });
  });

  it('is not kept of bytes that are no event: no handler threw it', async () => {
    await process(fail, live, { messageId: 'm1' }, '{"id":');
    expect(recorded()).not.toHaveProperty('failure.stack');
    expect(sent()).not.toHaveProperty([names.failureStack]);
  });
});
