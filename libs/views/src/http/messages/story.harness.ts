import type { JournalRecord } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { MessagesProjection } from '../../messages/messages.projection';
import { BEGIN } from '../../testing/records.harness';
import type { QueueStoryDto, StoryDto } from './story.dto';
import { buildStory } from './build-story';

/** The time `ms` milliseconds after the records of these tests begin. */
export const time = (ms: number): string => new Date(BEGIN + ms).toISOString();

/** The story of the message `m`, of whose records these are all. */
export function storyFrom(records: readonly JournalRecord[]): StoryDto {
  const messages = new MessagesProjection(100, 10_000_000);
  records.forEach((record, offset) => messages.apply(record, offset));
  return runToEnd(buildStory('m', messages.entriesOf('m')));
}

/** What happened in the one queue that the message was in. */
export const only = ({ queues: [queue] }: StoryDto): QueueStoryDto => queue as QueueStoryDto;

export const stepsOf = (story: StoryDto): string[] => only(story).steps.map(({ step }) => step);
