import type { failuresEn } from './messages.en';

export const failuresEs: typeof failuresEn = {
  title: 'Fallos',
  heading: (letters, count, groups) =>
    `${letters} ${count === 1 ? 'mensaje muerto' : 'mensajes muertos'} en ${groups} ${groups === 1 ? 'grupo' : 'grupos'}`,
  none: 'No hay mensajes muertos pendientes',
  about: 'Mensajes que no se pudieron procesar, según lo que falló. Cada uno espera a una persona.',
  largest: (count) => `Solo se muestran los ${count} grupos más grandes.`,
  filters: 'Filtros',
  queue: 'Cola',
  anyQueue: 'Cualquier cola',
  code: 'Código',
  text: 'Texto del cuerpo',
  clear: 'Quitar',
  order: 'Orden',
  orders: { new: 'Nuevos primero', last: 'Recientes primero', count: 'Mayores primero' },
  count: (shown, count) => `${shown} ${count === 1 ? 'mensaje muerto' : 'mensajes muertos'}`,
  isNew: 'Nuevo',
  first: 'Primero',
  last: 'Último',
  unhandled: 'sin handler',
  emptyTitle: 'Nada ha fallado definitivamente',
  emptyHint:
    'Un mensaje que falla en todos sus intentos pasa a ser un mensaje muerto y aparece aquí con su causa, junto a los que fallaron igual. Abre un grupo para repararlo y reenviarlo.',
  unmatchedTitle: 'Ningún mensaje muerto pendiente coincide',
  unmatchedHint: 'Quizá haya otros. Quita los filtros para verlos.',
};
