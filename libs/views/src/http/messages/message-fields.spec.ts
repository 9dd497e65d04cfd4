import type { JournalRecord } from '@warren/messaging';
import { MessagesProjection } from '../../messages/messages.projection';
import { processed } from '../../testing/records.harness';
import { jsonWriter, lineWriter, readFieldNames } from './message-fields';

function entryOf(record: JournalRecord) {
  const messages = new MessagesProjection(10, 1_000_000);
  messages.apply(record, 0);
  const [entry] = messages.entriesOf('m');
  if (!entry) throw new Error('nothing is kept');
  return entry;
}

const payload = {
  usuario: 'juan',
  formula: '=1+1',
  nota: 'una "nota",\ncon líneas',
  menos: -5,
  items: [{ sku: 'A1' }, { sku: '@B2' }],
  activo: true,
};
const entry = entryOf(processed({ event: { id: '-e1', tipo: 'T', payload } }));
const row = (fields: string): string => lineWriter('csv', fields).write(entry);

describe('the chosen fields of a message', () => {
  it('are a JSON object by their names, in their order, null where there is none', () => {
    const fields = 'payload.items.sku,id, queue,payload.missing,headers.lang,runMs,processedAt';
    expect(jsonWriter(fields)(entry)).toBe(
      '{"payload.items.sku":["A1","@B2"],"id":"-e1","queue":"a","payload.missing":null,' +
        '"headers.lang":"es","runMs":5,"processedAt":"2026-01-01T00:00:00.015Z"}',
    );
  });

  it('are the whole message when none is chosen', () => {
    expect(JSON.parse(lineWriter('ndjson', undefined).write(entry))).toMatchObject({
      ...{ id: '-e1', payload, delivery: { messageId: 'm', outcome: 'processed' } },
    });
  });

  it.each([
    'nothing',
    'payloads',
    'id,,tipo',
    '',
    'headers.',
    'payload..a',
    'delivery.queue',
    '__proto__',
  ])('are refused when one is no field: %p', (fields) =>
    expect(readFieldNames(fields)).toBeUndefined(),
  );

  it('are cells of a CSV, none of which a spreadsheet runs', () => {
    expect(lineWriter('csv', 'id,payload.usuario').head).toBe('id,payload.usuario\r\n');
    expect(row('id,payload.formula,payload.menos,payload.activo')).toBe("'-e1,'=1+1,-5,true\r\n");
    expect(row('payload.nota')).toBe('"una ""nota"",\ncon líneas"\r\n');
    expect(row('payload.items.sku,payload.missing')).toBe('"[""A1"",""@B2""]",\r\n');
    expect(row('payload.items.1.sku')).toBe("'@B2\r\n");
  });

  it.each([
    ['\n=1', `"'\n'=1"`],
    ['\r', `"'\r"`],
    ['a;=1+1', "a;'=1+1"],
    ['a;"@x', `"a;""'@x"`],
    ['a\t-1', "a\t'-1"],
    ['a\r\n+1', `"a\r\n'+1"`],
    ['a=1;b-2', 'a=1;b-2'],
  ])('are safe also where a spreadsheet ends cells elsewhere: %p', (nota, cell) => {
    const { write } = lineWriter('csv', 'payload.nota');
    const odd = entryOf(processed({ event: { id: 'e', tipo: 'T', payload: { nota } } }));
    expect(write(odd)).toBe(`${cell}\r\n`);
  });

  it('parse the event, its steps and its facts once, and only what is chosen', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const readOf = (fields: string): number => {
      parse.mockClear();
      row(fields);
      return parse.mock.calls.length;
    };
    const counts = [
      readOf(Array.from({ length: 50 }, (_, at) => `payload.x${at}`).join()),
      readOf('payload.usuario,payload.items,runMs,attempt,processedAt,headers.lang,queue'),
      readOf('id,tipo'),
    ];
    parse.mockRestore();
    expect(counts).toEqual([1, 3, 0]);
  });

  it('have no header that every object inherits', () => {
    const names = 'headers.constructor,headers.toString,headers.__proto__';
    expect(Object.values(JSON.parse(jsonWriter(names)(entry)) as object)).toEqual(
      expect.not.arrayContaining([expect.anything()]),
    );
    expect(row(names)).toBe(',,\r\n');
  });

  it('of a CSV are the usual ones when none is chosen', () => {
    const { head, write } = lineWriter('csv', undefined);
    expect(head).toMatch(/^messageId,id,tipo,queue,.*,payload\r\n$/);
    expect(write(entry)).toMatch(/^m,'-e1,T,a,processed,1,5,/);
  });
});
