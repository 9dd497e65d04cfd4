import { definePage } from '../page/define-page';
import { useActivityTexts } from './use-activity-texts';

export const activityPage = definePage({
  path: '/activity',
  key: 'a',
  icon: 'M10 4v6l4 2M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16',
  useTitle: () => useActivityTexts().title,
  load: () => import('./activity-view'),
});
