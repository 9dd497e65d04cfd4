const ACTIONS: Readonly<Record<string, string>> = {
  redriven: 'Redriven',
  discarded: 'Discarded',
  restored: 'Restored',
  pause: 'Paused',
  resume: 'Resumed',
  prefetch: 'Prefetch set',
  publish: 'Published',
};

export const activityEn = {
  title: 'Activity',
  about: 'Who did what, and why: as the journal says it.',
  running: 'Operations under way',
  noneRunning: 'None is under way',
  noneRunningHint:
    'When many dead letters are sent again, discarded or restored at once, how far that is stands here. It goes on when this page is closed.',
  audit: 'Done',
  filters: 'Filters',
  by: 'Who',
  queue: 'Queue',
  action: 'Action',
  anyAction: 'Any action',
  actionName: (name: string): string => ACTIONS[name] ?? name,
  edited: 'edited',
  columns: { at: 'When', action: 'What', queue: 'Queue', by: 'Who', reason: 'Why' },
  export: 'Export',
  more: 'Load older ones',
  emptyTitle: 'No action matches',
  emptyHint:
    'Whoever sends a dead letter again, discards or restores it, publishes an event by hand, pauses a queue or changes its prefetch is listed here, with the reason.',
};
