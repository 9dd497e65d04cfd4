import { definePage } from '../page/define-page';
import { useQueuesTexts } from './use-queues-texts';

export const queuesPage = definePage({
  path: '/queues',
  key: 'q',
  icon: 'M3 5h14M3 10h14M3 15h8',
  useTitle: () => useQueuesTexts().title,
  load: () => import('./queues-view'),
});
