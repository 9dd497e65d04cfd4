import { EventDto, headers as names } from '@warren/model';
import { deadLettered } from '../list/dead-letter.harness';
import { writeRedrive } from './write-redrive';

const record = deadLettered('d1', {
  redrives: 4,
  edits: 1,
  replayOf: 'm0',
  causationId: 'c0',
  correlationId: 'c1',
  publishedAt: new Date(1_600_000_000_000),
  firstFailedAt: new Date(1_650_000_000_000),
  headers: { lang: 'es', traceparent: '00-x', CC: 'other' },
  properties: { contentType: 'application/vnd.x+json', contentEncoding: 'identity', priority: 3 },
});

describe('the message that takes a dead letter back', () => {
  it('goes to its queue alone, as if for the first time, with one redrive more (I6)', () => {
    const message = writeRedrive(record);
    expect(message).toEqual({
      exchange: '',
      routingKey: 'first',
      body: Buffer.from(record.body),
      properties: {
        messageId: 'm-d1',
        correlationId: 'c1',
        contentType: 'application/vnd.x+json',
        contentEncoding: 'identity',
        priority: 3,
        persistent: true,
        mandatory: true,
        headers: {
          lang: 'es',
          traceparent: '00-x',
          [names.publishedAt]: 1_600_000_000_000,
          [names.exchange]: 'e.direct',
          [names.routingKey]: 'both',
          [names.redrives]: 5,
          [names.redriveOf]: record.deadLetterId,
          [names.edits]: 1,
          [names.replayOf]: 'm0',
          [names.causationId]: 'c0',
        },
      },
    });
  });

  it('says again when it was to be delivered, and how', () => {
    const deferred = { deliverAt: new Date(5), expiration: 9, mandatory: false, persistent: false };
    const { properties } = writeRedrive({ ...record, deferred });
    expect(properties.headers).toMatchObject({
      [names.deliverAt]: 5,
      [names.expiration]: 9,
      [names.mandatory]: false,
      [names.persistent]: false,
    });
  });

  it('carries nothing of its failures, nor what the broker would act on', () => {
    const { properties } = writeRedrive(record);
    expect(Object.keys(properties.headers as object)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(x-|cc|warren-(attempt|failure|first))/i)]),
    );
  });

  it('has the bytes as they were, also those that are no text', () => {
    const bytes = Buffer.from([0xff, 0, 1]);
    const binary = { ...record, body: bytes.toString('base64'), encoding: 'base64' as const };
    expect(writeRedrive(binary).body).toEqual(bytes);
  });

  it('has the edited event as JSON in their place, and says that it was edited', () => {
    const edited: EventDto = { id: 'e', tipo: 'T', payload: { a: 1 } };
    const { body, properties } = writeRedrive(record, edited);
    expect(JSON.parse(body.toString())).toEqual(edited);
    expect(properties.contentType).toBe('application/json');
    expect(properties).not.toHaveProperty('contentEncoding');
    expect(properties.headers).toMatchObject({ [names.redrives]: 5, [names.edits]: 2 });
    const first = writeRedrive({ ...record, edits: undefined }, edited);
    expect(first.properties.headers).toMatchObject({ [names.edits]: 1 });
  });
});
