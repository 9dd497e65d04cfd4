import { definePage } from '../page/define-page';
import { useGroupTexts } from './use-group-texts';

export const groupPage = definePage({
  path: '/failures/$group',
  useTitle: () => useGroupTexts().title,
  load: () => import('./group-view'),
});
