import { compileTest, readHeaderTest, readPayloadTest, splitPath } from './field-test';

const PAYLOAD = {
  usuario: 'juan',
  valor: 42,
  activo: true,
  nada: null,
  texto: '42',
  'a.b': { 'c=d': 'odd' },
  items: [{ sku: 'A1', precio: 10 }, { sku: 'B2', precio: 2.5 }, 'suelto'],
  matriz: [
    [1, 2],
    [3, 4],
  ],
};

function passes(text: string, payload: unknown = PAYLOAD): boolean {
  const test = readPayloadTest(text);
  if (!test) throw new Error(`${text} is no test`);
  return compileTest(test)(JSON.stringify({ payload }), () => payload);
}

describe('a test of a value in the payload', () => {
  it.each([
    ['payload.usuario=juan', true],
    ['payload.usuario=Juan', false],
    ['payload.valor=42', true],
    ['payload.valor=42.0', true],
    ['payload.valor=4', false],
    ['payload.texto=42', true],
    ['payload.texto>1', false],
    ['payload.valor>41', true],
    ['payload.valor>42', false],
    ['payload.valor>=42', true],
    ['payload.valor<4.3e1', true],
    ['payload.valor<=-1', false],
    ['payload.activo=true', true],
    ['payload.nada=null', true],
    ['payload.items.sku=B2', true],
    ['payload.items.0.sku=B2', false],
    ['payload.items.1.sku=B2', true],
    ['payload.items=suelto', true],
    ['payload.items.precio<3', true],
    ['payload.matriz.1.0=3', true],
    ['payload.matriz=4', true],
    ['payload.items=[object Object]', false],
    ['payload.a\\.b.c\\=d=odd', true],
    ['payload.usuario!=juan', false],
    ['payload.usuario!=ana', true],
    ['payload.items.sku!=A1', false],
    ['payload.missing!=x', true],
    ['payload.missing=undefined', false],
    ['payload.constructor=x', false],
    ['payload.usuario=', false],
  ])('%s: %s', (text, expected) => {
    expect(passes(text)).toBe(expected);
  });

  it.each(['usuario=juan', 'payload=1', 'payload.a', 'payload..a=1', 'payload.=1', '=1', ''])(
    'cannot be read from %p',
    (text) => expect(readPayloadTest(text)).toBeUndefined(),
  );

  it.each(['payload.a<b', 'payload.a>=', 'payload.a<0x10', 'payload.a>Infinity'])(
    'compares numbers only: %p',
    (text) => expect(readPayloadTest(text)).toBeUndefined(),
  );

  it('has a path of up to 16 names', () => {
    expect(splitPath(Array(16).fill('a').join('.'))).toHaveLength(16);
    expect(splitPath(Array(17).fill('a').join('.'))).toBeUndefined();
  });

  it('reads the JSON only where the name is in its text', () => {
    const read = jest.fn(() => PAYLOAD);
    const test = compileTest({ path: ['usuario'], operator: '=', value: 'juan' });
    expect(test('{"payload":{"nombre":"usuario"}}', read)).toBe(false);
    expect(read).not.toHaveBeenCalled();
  });

  it('takes the dots of a header as a part of its name', () => {
    expect(readHeaderTest('x.tenant=acme')).toEqual({
      ...{ path: ['x.tenant'], operator: '=', value: 'acme' },
    });
  });
});
