import { definePage } from '../page/define-page';
import { useMapTexts } from './use-map-texts';

export const mapPage = definePage({
  path: '/map',
  key: 'p',
  icon: 'M3 5h4v4H3zM13 3h4v4h-4zM13 13h4v4h-4zM7 7h3v8h3M10 5h3',
  useTitle: () => useMapTexts().title,
  load: () => import('./map-view'),
});
