import { activityPage } from '../activity/activity.page';
import { failuresPage } from '../failures/failures.page';
import { groupPage } from '../group/group.page';
import { laterPage } from '../later/later.page';
import { mapPage } from '../map/map.page';
import { messagesPage } from '../messages/messages.page';
import { storyPage } from '../messages/story/story.page';
import { nowPage } from '../now/now.page';
import type { DeskPage } from '../page/define-page';
import { publishPage } from '../publish/publish.page';
import { queuesPage } from '../queues/queues.page';

/** Every page, in the order of the navigation. */
export const pages: readonly DeskPage[] = [
  nowPage,
  messagesPage,
  storyPage,
  failuresPage,
  groupPage,
  mapPage,
  queuesPage,
  laterPage,
  publishPage,
  activityPage,
];

/** Those that the navigation shows, and the key behind `g` opens. */
export const mainPages = pages.filter(({ key }) => key !== undefined);
