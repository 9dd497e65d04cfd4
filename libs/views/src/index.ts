export { ViewsModule } from './views.module';
export { KnownPublishes, type KnownPublish } from './messages/known-publishes';
export { MessagesConfig } from './messages/messages.config';
export { visitMatching } from './messages/count-messages';
export { decisiveAttempt, runMsOf } from './messages/decisive-attempt';
export { decodeSteps } from './messages/encode-steps';
export { findMessages } from './messages/find-messages';
export { OUTCOMES, parseFacts } from './messages/message-entry';
export type { MessageEntry, MessageOutcome, PublishedFacts } from './messages/message-entry';
export { MessagesProjection } from './messages/messages.projection';
export { readEvent } from './messages/read-record';
export { EventsPerHour, OTHER } from './stats/events-per-hour.projection';
export { RecentKeys } from './stats/recent-keys';
export { CountsSince, SINCE_HEADERS } from './http/counts-since';
export { SelectDeadLettersDto, toSelection } from './http/dead-letters/select-dead-letters.dto';
export { toDeadLetterDto } from './http/dead-letters/show-dead-letter';
export { writeMessage } from './http/messages/message.dto';
export { IsTime } from './http/is-time';
export { OlderPage, PageLimit } from './http/page-query';
export { Exports } from './http/exports';
export { writeRow } from './http/messages/message-fields';
export { buildStory } from './http/messages/build-story';
export { toHourCountDto } from './http/stats/stats.dto';
export type { DeadLetterDto, DeadLetterStoryDto } from './http/dead-letters/dead-letter.dto';
export { DeadLetterGroupDto, toGroupDto } from './http/dead-letters/dead-letter-group.dto';
export {
  GROUP_PLACE,
  readGroupPlace,
  writeGroupPlace,
} from './http/dead-letters/dead-letters.query.dto';
export type { QueueStoryDto, StoryDto, StoryStepDto } from './http/messages/story.dto';
