import type { mapEn } from './messages.en';

export const mapEs: typeof mapEn = {
  title: 'Mapa',
  ask: '¿Adónde iría? Una clave de enrutamiento o cabeceras como lang=es',
  anyExchange: 'Cualquier exchange',
  exchange: 'Exchange',
  byName: 'por su nombre',
  allWays: 'Todos los caminos de los fallidos',
  reaches: (count) => (count === 1 ? 'Llega a 1 cola' : `Llega a ${count} colas`),
  nowhere: 'No llegaría a ninguna cola',
  near: 'casi encaja',
  through: (exchange) => `por ${exchange}`,
  waiting: (count) => `${count} en espera`,
  retrying: (count) => `${count} por reintentar`,
  unattended: 'Nadie la consume',
  boundToNothing: 'No lleva a ninguna cola',
  graph: 'Exchanges, bindings y colas',
};
