import { toDataSchema, toEventSchema, toExample, type SchemaObject } from '@warren/http';
import { checkCommand, checkEvent } from '@warren/messaging';
import type { Command, Queue } from '@warren/model';
import type { CommandSchemaDto, QueueSchemaDto } from './schema.dto';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The events that a queue accepts, with an example where one can be made of the schema. */
export async function describeQueue({ event, name }: Queue): Promise<QueueSchemaDto> {
  const schema = toEventSchema(event);
  const check = (content: Buffer): Promise<unknown> =>
    checkEvent({ content, properties: {} }, event);
  return { queue: name, event: event.name, ...(await describe(schema, event.name, check)) };
}

/** The data that a command accepts. */
export async function describeCommand(command: Command): Promise<CommandSchemaDto> {
  const { data, name } = command;
  const check = (content: Buffer): Promise<unknown> => checkCommand(content, command);
  return {
    command: name,
    data: data.name,
    ...(await describe(toDataSchema(data), data.name, check)),
  };
}

/** Only an example that is accepted is shown. */
async function describe(
  schema: SchemaObject,
  title: string,
  check: (content: Buffer) => Promise<unknown>,
): Promise<{ schema: object; example?: object }> {
  const example = toExample(schema) as object;
  const isAccepted = (await check(Buffer.from(JSON.stringify(example)))) === undefined;
  return { schema: { $schema: DIALECT, title, ...schema }, ...(isAccepted && { example }) };
}
