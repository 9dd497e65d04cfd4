import type { laterEn } from './messages.en';

export const laterEs: typeof laterEn = {
  title: 'Más tarde',
  ahead: (count) => `${count} entregas programadas en los próximos 30 días`,
  overdue: (count) => `${count} con retraso: les ha llegado la hora y ningún worker las tiene aún`,
  overdueUnknown: 'El broker no dice cuántas van con retraso',
  noneOverdue: 'Ninguna va con retraso',
  calendar: 'Entregas por día',
  hours: (day) => `Horas del ${day}`,
  hour: 'Hora',
  messages: 'Entregas',
  noneThatDay: 'Ninguna ese día',
  emptyTitle: 'No hay entregas programadas',
  emptyHint:
    'Los eventos que se publican con hora de entrega se cuentan aquí, por día y por hora, hasta que les toca.',
  publish: 'Publicar uno para más tarde',
};
