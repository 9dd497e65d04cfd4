import type { laterEn } from './messages.en';

export const laterEs: typeof laterEn = {
  title: 'Más tarde',
  ahead: (count) => `${count} por entregar en los próximos 30 días`,
  overdue: (count) => `${count} con retraso: les ha llegado la hora y ningún worker los tiene aún`,
  overdueUnknown: 'El broker no dice cuántos van con retraso',
  noneOverdue: 'Ninguno va con retraso',
  calendar: 'Entregas por día',
  hours: (day) => `Horas del ${day}`,
  hour: 'Hora',
  messages: 'Entregas',
  noneThatDay: 'Ninguna ese día',
  emptyTitle: 'Nada espera su hora',
  emptyHint:
    'Los eventos que se publican con hora de entrega se cuentan aquí, por día y por hora, hasta que les toca.',
  publish: 'Publicar uno para más tarde',
};
