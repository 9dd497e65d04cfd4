import { headers as names } from '@warren/model';
import { processed } from './replay.harness';
import { writeReplay } from './write-replay';

describe('the message of a replay', () => {
  const record = processed(
    'm1',
    'second',
    { payload: { n: 1 } },
    {
      correlationId: 'c1',
      causationId: 'c0',
      edits: 1,
    },
  );
  const written = writeReplay({ record, original: 'm0', messageId: 'm9' }, 'first');

  it('goes to the one queue, must reach it, and survives a restart', () => {
    expect(written).toMatchObject({ exchange: '', routingKey: 'first' });
    expect(written.properties).toMatchObject({ mandatory: true, persistent: true });
  });

  it('is the event as it was, under the id given, and says what it replays', () => {
    expect(JSON.parse(written.body.toString())).toEqual(record.event);
    expect(written.properties).toMatchObject({
      messageId: 'm9',
      type: 'T',
      contentType: 'application/json',
      correlationId: 'c1',
      headers: { [names.replayOf]: 'm0' },
    });
  });

  it('keeps the headers of its publisher, and when and where it was first published', () => {
    expect(written.properties.headers).toEqual({
      lang: 'es',
      [names.publishedAt]: record.delivery.publishedAt?.getTime(),
      [names.exchange]: 'orders',
      [names.routingKey]: 'both',
      [names.replayOf]: 'm0',
      [names.edits]: 1,
      [names.causationId]: 'c0',
    });
  });

  it('asks for no answer, also when the original did', () => {
    const delivery = { ...record.delivery, replyTo: 'respuestas' };
    const asking = { record: { ...record, delivery }, original: 'm0', messageId: 'm9' };
    expect(writeReplay(asking, 'first').properties.replyTo).toBeUndefined();
  });
});
