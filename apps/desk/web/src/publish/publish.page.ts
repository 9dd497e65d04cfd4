import { definePage } from '../page/define-page';
import { usePublishTexts } from './use-publish-texts';

export const publishPage = definePage({
  path: '/publish',
  key: 'u',
  icon: 'M10 16V4M5 9l5-5 5 5M4 16h12',
  useTitle: () => usePublishTexts().title,
  load: () => import('./publish-view'),
});
