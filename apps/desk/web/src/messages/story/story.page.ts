import { definePage } from '../../page/define-page';
import { useStoryTexts } from './use-story-texts';

export const storyPage = definePage({
  path: '/messages/$messageId',
  useTitle: () => useStoryTexts().title,
  load: () => import('./story-view'),
});
