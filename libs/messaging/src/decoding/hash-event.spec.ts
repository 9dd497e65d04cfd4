import type { ConsumeMessage } from 'amqplib';
import { EventDto, headers as names } from '@warren/model';
import { Transform } from 'class-transformer';
import { parseEvent, validateEvent } from './decode-event';
import { hashEvent, isIdOfEvent } from './hash-event';
import { readDelivery } from './read-delivery';

const hash = (json: string): number => hashEvent(JSON.parse(json) as object);
const LONG = 'lorem ipsum ñ '.repeat(20);
const FIRST = '{"id":"1","tipo":"T","payload":{"a":1,"list":["x",{"b":null}],"c":"d"}}';

describe('the hash of an event', () => {
  it('has another version when any of its bits is another than before: old records are no conflicts', () => {
    const bits = [FIRST, `{"a":"${LONG}\\ud800","b":[-1.5,true]}`, `{"${LONG}":{}}`].map(hash);
    expect(bits).toEqual([7_566_823_950, 7_329_785_212, 5_356_368_340]);
  });

  it.each([
    '{ "payload" : { "c":"d", "list":["\\u0078", {"b":null}], "a":1.0 }, "tipo":"T", "id":"1" }',
    '{"id":"1","tipo":"T","payload":{"list":["x",{"b":null}],"a":1e0,"c":"d"}}',
  ])('is that of the same event in other words: %s', (json) => {
    expect(hash(json)).toBe(hash(FIRST));
  });

  it('is that of the same number and long text, however they are written', () => {
    const escaped = LONG.replaceAll('ñ', '\\u00f1');
    expect(hash(`{"a":-0.0,"b":1e2,"c":"${escaped}"}`)).toBe(hash(`{"a":0,"b":100,"c":"${LONG}"}`));
  });

  it.each([
    ['a fraction', '{"a":1.5}', '{"a":1.25}'],
    ['a large number', '{"a":1e300}', '{"a":-1e300}'],
    ['a character of a long text', `{"a":"${LONG}"}`, `{"a":"${LONG.replace('ip', 'ap')}"}`],
    ['half a surrogate', `{"a":"${LONG}\\ud800"}`, `{"a":"${LONG}\\ud801"}`],
    ['the length of a long text', `{"a":"${LONG}"}`, `{"a":"${LONG}x"}`],
    ['a long name', `{"${LONG}":1}`, `{"${LONG}x":1}`],
    ['a long name for its value', `{"a${LONG}":"${LONG}"}`, `{"${LONG}":"a${LONG}"}`],
  ])('is another one with another value: %s', (_, json, other) => {
    expect(hash(json)).not.toBe(hash(other));
  });

  it.each([
    ['another number', FIRST.replace('"a":1', '"a":2')],
    ['a text in place of a number', FIRST.replace('"a":1', '"a":"1"')],
    ['another order of a list', FIRST.replace('["x",{"b":null}]', '[{"b":null},"x"]')],
    ['values that changed places', FIRST.replace('"a":1', '"a":"d"').replace('"c":"d"', '"c":1')],
    ['a field more', FIRST.replace('"c":"d"', '"c":"d","e":0')],
    ['an empty list for an empty object', FIRST.replace('{"b":null}', '[]')],
    ['the text null', FIRST.replace('null', '"null"')],
    ['a field at another depth', FIRST.replace('{"b":null}],', '{}],"b":null,')],
    ['another id', FIRST.replace('"id":"1"', '"id":"2"')],
  ])('is another one with %s', (_, json) => {
    expect(hash(json)).not.toBe(hash(FIRST));
  });

  it('is that of the event as it was sent, not of what its class adds and changes', async () => {
    class StampedDto extends EventDto {
      readonly readAt = new Date();
      @Transform(() => 'SHOUTED')
      declare readonly tipo: string;
    }
    const parsed = parseEvent({ content: Buffer.from(FIRST), properties: {} });
    const event = await validateEvent(parsed, StampedDto);
    expect(event).toMatchObject({ tipo: 'SHOUTED', readAt: expect.any(Date) as Date });
    expect(hashEvent(parsed.sent)).toBe(hash(FIRST));
  });

  it('is hardly ever the same for two of many similar events', () => {
    const hashes = new Set<number>();
    for (let n = 0; n < 20_000; n += 1) {
      hashes.add(hashEvent({ id: `e-${n}`, tipo: 'T', payload: { n, half: n / 2 } }));
    }
    expect(hashes.size).toBeGreaterThan(19_990);
  });
});

describe('the id of a delivery', () => {
  const read = (properties: object): boolean =>
    isIdOfEvent(readDelivery({ fields: {}, properties } as ConsumeMessage, 'q'));

  it('names its event where the publisher sent it, also after a redrive', () => {
    expect(read({ messageId: 'm' })).toBe(true);
    expect(read({ messageId: 'm', headers: { [names.redrives]: 2, [names.attempt]: 3 } })).toBe(
      true,
    );
  });

  it.each([
    ['was given here', {}],
    ['is of an edited event', { messageId: 'm', headers: { [names.edits]: 1 } }],
    ['is of a replay', { messageId: 'm', headers: { [names.replayOf]: 'o' } }],
    ['is derived from a cause', { messageId: 'm', headers: { [names.causationId]: 'c' } }],
  ])('does not name one event where it %s', (_, properties) => {
    expect(read(properties)).toBe(false);
  });
});
