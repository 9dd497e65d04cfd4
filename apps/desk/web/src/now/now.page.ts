import { definePage } from '../page/define-page';
import { useNowTexts } from './use-now-texts';

export const nowPage = definePage({
  path: '/now',
  key: 'n',
  icon: 'M2 11h4l2.5-6 3 11 2.5-5h4',
  useTitle: () => useNowTexts().title,
  load: () => import('./now-view'),
});
