import type { StoryDto } from '@warren/views';
import type { Command } from './cli-context';
import { describeStory } from './describe-story';
import { readOptions } from './read-options';

/** Prints what happened to a message. */
export const runMessage: Command = async (args, { columns, print, worker }) => {
  const { positionals, values } = readOptions(args, { json: { type: 'boolean' } }, ['messageId']);
  const story = await worker.get<StoryDto>(`/messages/${encodeURIComponent(positionals[0] ?? '')}`);
  if (values.json) print(JSON.stringify(story, null, 2));
  else describeStory(story, columns).forEach((line) => print(line));
  return 0;
};
