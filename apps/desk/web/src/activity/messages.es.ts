import type { activityEn } from './messages.en';

const ACTIONS: Readonly<Record<string, string>> = {
  redriven: 'Reenviado',
  discarded: 'Descartado',
  restored: 'Restaurado',
  pause: 'En pausa',
  resume: 'Reanudada',
  prefetch: 'Prefetch cambiado',
  publish: 'Publicado',
};

export const activityEs: typeof activityEn = {
  title: 'Actividad',
  about: 'Quién hizo qué y por qué, según el diario.',
  running: 'Operaciones en curso',
  noneRunning: 'Ninguna en curso',
  noneRunningHint:
    'Cuando se reenvían, descartan o restauran muchos mensajes muertos a la vez, aquí se ve el avance. Continúa aunque cierres esta página.',
  audit: 'Hecho',
  filters: 'Filtros',
  by: 'Quién',
  queue: 'Cola',
  action: 'Acción',
  anyAction: 'Cualquier acción',
  actionName: (name) => ACTIONS[name] ?? name,
  edited: 'editado',
  columns: { at: 'Cuándo', action: 'Qué', queue: 'Cola', by: 'Quién', reason: 'Motivo' },
  export: 'Exportar',
  more: 'Cargar anteriores',
  emptyTitle: 'Nadie ha hecho nada que coincida',
  emptyHint:
    'Aquí aparece quien reenvía, descarta o restaura un mensaje muerto, publica un evento a mano, pausa una cola o cambia su prefetch, con el motivo.',
};
