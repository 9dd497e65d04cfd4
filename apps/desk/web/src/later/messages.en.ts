export const laterEn = {
  title: 'Later',
  ahead: (count: string): string => `${count} deliveries scheduled in the next 30 days`,
  overdue: (count: string): string =>
    `${count} overdue: their time has come, and no worker has them yet`,
  overdueUnknown: 'The broker does not say how many are overdue',
  noneOverdue: 'None overdue',
  calendar: 'Deliveries by day',
  hours: (day: string): string => `Hours of ${day}`,
  hour: 'Hour',
  messages: 'Deliveries',
  noneThatDay: 'None that day',
  emptyTitle: 'No scheduled deliveries',
  emptyHint:
    'Events that are published with a time to be delivered at are counted here, by day and hour, until they are due.',
  publish: 'Publish one for later',
};
