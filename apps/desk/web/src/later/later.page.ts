import { definePage } from '../page/define-page';
import { useLaterTexts } from './use-later-texts';

export const laterPage = definePage({
  path: '/later',
  key: 'l',
  icon: 'M4 5h12v11H4zM4 9h12M7 3v3M13 3v3M8 12h4',
  useTitle: () => useLaterTexts().title,
  load: () => import('./later-view'),
});
