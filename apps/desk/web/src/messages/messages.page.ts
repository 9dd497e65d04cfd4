import { definePage } from '../page/define-page';
import { useMessagesTexts } from './use-messages-texts';

export const messagesPage = definePage({
  path: '/messages',
  key: 'm',
  icon: 'M3 5h14M3 10h14M3 15h9',
  useTitle: () => useMessagesTexts().title,
  load: () => import('./messages-view'),
});
