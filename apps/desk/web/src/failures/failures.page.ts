import { definePage } from '../page/define-page';
import { useFailuresTexts } from './use-failures-texts';

export const failuresPage = definePage({
  path: '/failures',
  key: 'f',
  icon: 'M10 3l8 14H2zM10 8v4M10 14.5v.1',
  useTitle: () => useFailuresTexts().title,
  load: () => import('./failures-view'),
});
