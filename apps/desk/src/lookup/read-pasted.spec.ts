import { readPasted } from './read-pasted';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('what somebody pasted', () => {
  it.each([
    ['  order-42 \n', ['order-42']],
    ['"order-42",', ['order-42']],
    [`00-${TRACE}-00f067aa0ba902b7-01`, [TRACE]],
    ['{"id":"e1","tipo":"PAID","payload":{"id":"no"}}', ['e1', 'PAID']],
    ['{"id":7,"delivery":{"messageId":"m1","queue":"q"}}', ['m1', 'q', '7']],
    [`{"headers":{"traceparent":"00-${TRACE}-00f067aa0ba902b7-01"}}`, [TRACE]],
    ['{"id":"e1","payload":{', ['e1']],
    ['{"id":{},"tipo":null}', []],
    ['http://localhost:8002/messages/m%201', ['m 1']],
    ['/dead-letters/d1?queue=q', ['d1', 'q']],
    ['https://desk/messages?outcome=any&tipo=PAID&messageId=m1', ['messages', 'm1', 'PAID']],
    ['https://desk/#/messages/m1?queue=q', ['m1', 'q']],
    ['/%E0%A4%A', ['%E0%A4%A']],
    ['https://', ['https://']],
    ['x'.repeat(300), []],
    ['   ', []],
  ])('%p is %p', (pasted, expected) => expect(readPasted(pasted)).toEqual(expected));

  it('has a bound', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `"messageId":"m${index}"`);
    expect(readPasted(`{${names.join(',')}`).length).toBeLessThanOrEqual(8);
    expect(readPasted(`{"id":${'['.repeat(8_000)}`)).toEqual([]);
  });
});
