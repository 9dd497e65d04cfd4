/** Request bodies that work when pressed in Swagger UI, one per endpoint. */
export const examples = {
  send: example({
    id: 'abc123',
    tipo: 'CREACION',
    payload: { usuario: 'juan', valor: 42 },
  }),
  direct: example({ id: 'log-1', tipo: 'LOG', payload: { service: 'billing', text: 'started' } }),
  topic: example({ id: 'order-1', tipo: 'ORDER_CREATED', payload: { total: 99 } }),
  fanout: example({ id: 'promo-1', tipo: 'NOTIFICATION', payload: { text: 'Hello, everybody' } }),
  logs: example({
    id: 'line-1',
    tipo: 'LOG_LINE',
    payload: { source: 'billing', level: 'error', text: 'the bank does not answer' },
  }),
  batch: example([
    { exchange: 'direct', routingKey: 'info', event: { id: 'log-2', tipo: 'LOG', payload: {} } },
    { exchange: 'fanout', event: { id: 'promo-2', tipo: 'NOTIFICATION', payload: { text: 'Hi' } } },
  ]),
  headers: example({
    id: 'hola-1',
    tipo: 'GREETING',
    payload: { name: 'Ana' },
    options: { headers: { lang: 'es' } },
  }),
};

function example(value: object): Record<string, { summary: string; value: object }> {
  return { works: { summary: 'Press Execute', value } };
}
