import { Logger } from '@nestjs/common';
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

  it('has a bound for what a client composed', () => {
    const long = 'x'.repeat(100_000);
    new RefusalLog().note({ ...refusal, detail: long, path: long, id: long, tipo: long });
    expect(JSON.stringify(said).length).toBeLessThan(1_000);
  });
});
