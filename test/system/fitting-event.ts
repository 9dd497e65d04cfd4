/** An event that the queues behind an address of the gateway take. */
export function fittingEvent(path: string): object {
  return { id: 'abc123', tipo: tipoOf(path), payload: payloadOf(path) };
}

function tipoOf(path: string): string {
  const step = /^\/topic\/orders\.eu\.(.*)$/.exec(path)?.[1] ?? 'any';
  return `ORDER_${step.toUpperCase()}`;
}

function payloadOf(path: string): object {
  // A `source` would be a job's too.
  if (path === '/logs') return { source: 'billing', level: 'info', text: 'Hello' };
  return { total: 99, payment: 'p', parcel: 'p', text: 'Hello', name: 'Ana' };
}
