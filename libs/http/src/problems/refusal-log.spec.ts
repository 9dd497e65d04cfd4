import { Logger } from '@nestjs/common';
import { ProblemError } from './problem.error';
import { RefusalLog, type Refusal } from './refusal-log';

const refusal: Refusal = {
  code: 'invalid_request',
  detail: 'payload must be an object',
  client: '127.0.0.1',
  path: '/send',
  id: 'a1',
  tipo: 'CREACION',
};

describe('the log of what was refused', () => {
  const said: unknown[][] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    said.length = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((...words) => void said.push(words));
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('has a line with the reason, the client, the id and the tipo', () => {
    new RefusalLog().note(refusal);
    expect(said).toEqual([
      [
        { client: '127.0.0.1', path: '/send', id: 'a1', tipo: 'CREACION' },
        'refused: invalid_request: payload must be an object',
      ],
    ]);
  });

  it('leaves out the query', () => {
    new RefusalLog().note({ ...refusal, path: '/send?key=secret' });
    expect(said[0]?.[0]).toMatchObject({ path: '/send' });
  });

  it('counts what is more than ten in ten seconds, by code, and then logs again', () => {
    const log = new RefusalLog();
    for (let n = 0; n < 500; n += 1) log.note(refusal);
    for (let n = 0; n < 30; n += 1) log.note({ ...refusal, code: 'unroutable' });
    expect(said).toHaveLength(10);
    jest.advanceTimersByTime(10_000);
    expect(said.slice(10)).toEqual([
      [{ invalid_request: 490, unroutable: 30 }, 'refused 520 more within 10 s'],
    ]);
    log.note(refusal);
    expect(said).toHaveLength(12);
    jest.advanceTimersByTime(60_000);
    expect(said).toHaveLength(12);
  });

  it('has a line for each code of what was no request, and its flood hides no refusal of a request', () => {
    const log = new RefusalLog();
    const client = '127.0.0.1';
    const noHttp = new ProblemError('invalid_request', 'this is not a valid HTTP request');
    const tooLarge = new ProblemError('headers_too_large', 'the headers are larger than 16 KiB');
    for (let n = 0; n < 5_000; n += 1) log.noteConnection({ client, error: noHttp });
    for (let n = 0; n < 5_000; n += 1) log.noteConnection({ client, error: tooLarge });
    for (let n = 0; n < 10; n += 1) log.note(refusal);
    expect(said).toHaveLength(12);
    expect(said[0]).toEqual([
      { client },
      'refused: invalid_request: this is not a valid HTTP request',
    ]);
    jest.advanceTimersByTime(10_000);
    expect(said.slice(12)).toEqual([
      [{ invalid_request: 4_999, headers_too_large: 4_999 }, 'refused 9998 more within 10 s'],
    ]);
    log.noteConnection({ client, error: noHttp });
    expect(said).toHaveLength(14);
  });

  it('has a bound for what a client composed', () => {
    const long = 'x'.repeat(100_000);
    new RefusalLog().note({ ...refusal, detail: long, path: long, id: long, tipo: long });
    expect(JSON.stringify(said).length).toBeLessThan(1_000);
  });
});
