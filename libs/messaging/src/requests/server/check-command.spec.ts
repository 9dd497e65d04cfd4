import { command } from '@warren/model';
import type { ConsumeMessage } from 'amqplib';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { echoTopology } from '../requests.harness';
import type { Answer } from '../wire/answer';
import { checkCommand } from './check-command';
import { CommandProcessor } from './command-processor';
import { RunningCommands } from './running-commands';

class Line {
  @IsInt()
  readonly count!: number;
}

class OrderDto {
  @IsString()
  readonly sku!: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Line)
  readonly line?: Line;
}

/** An answer has this many characters of an error. */
const SHOWN = 512;
const order = command('order', { data: OrderDto });
const topology = { ...echoTopology, commands: { ...echoTopology.commands, all: [order] } };

/** What a worker answers; nothing, when its handler was called. */
async function serve(data: string): Promise<object | undefined> {
  const handle = jest.fn(() => Promise.resolve('done'));
  const answers: Answer[] = [];
  const send = (_: unknown, answer: Answer): Promise<void> => {
    answers.push(answer);
    return Promise.resolve();
  };
  const processor = new CommandProcessor(topology, () => handle, new RunningCommands(), { send });
  await processor.process({
    content: Buffer.from(`{"pattern":"order","data":${data}}`),
    fields: { redelivered: false },
    properties: { replyTo: 'replies', correlationId: 'c', headers: {} },
  } as unknown as ConsumeMessage);
  const [answer] = answers;
  if (answer === undefined) throw new Error('it was not answered');
  expect(handle).toHaveBeenCalledTimes('error' in answer ? 0 : 1);
  return 'error' in answer ? { code: answer.error.code, message: answer.error.message } : undefined;
}

const value = fc.oneof(fc.constantFrom<unknown>('MUG', 1, 0.5, null, {}), fc.jsonValue());
const data = fc.record(
  {
    sku: fc.oneof(fc.constant('MUG'), value),
    line: fc.oneof(fc.record({ count: fc.oneof(fc.nat(), value) }, { requiredKeys: [] }), value),
    more: value,
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(data, value).map((each) => JSON.stringify(each)) },
  fc.tuple(data, fc.nat(40)).map(([each, at]) => JSON.stringify(each).slice(0, at)),
  fc.constantFrom('', '{"__proto__":{}}', '['.repeat(80) + ']'.repeat(80)),
);

describe('checking the data of a command', () => {
  it('says of any data exactly what a worker answers', async () => {
    const outcomes = new Set<string | undefined>();
    const agree = fc.asyncProperty(text, async (each) => {
      const found = await checkCommand(Buffer.from(each), order);
      outcomes.add(found?.code);
      const answered = await serve(each);
      expect(found?.code).toBe(answered && (answered as { code: string }).code);
      if (found?.code !== 'invalid_command_data') return;
      const words = found.faults.map(({ detail }) => detail).join('; ');
      const message = words.slice(0, SHOWN);
      expect({ code: found.code, message }).toEqual(answered);
    });
    await fc.assert(agree, { numRuns: 1_000, examples: [['{"sku":"MUG"}']] });
    expect(outcomes).toEqual(new Set([undefined, 'invalid_command_data', 'malformed_command']));
  });

  it('names the fields by pointers, one that the class does not name among them', async () => {
    const given = '{"sku":1,"line":{"count":"x","y":1}}';
    expect((await checkCommand(Buffer.from(given), order))?.faults).toEqual([
      { pointer: '/sku', detail: 'sku must be a string' },
      { pointer: '/line/y', detail: 'property y should not exist' },
      { pointer: '/line/count', detail: 'count must be an integer number' },
    ]);
  });

  it('takes nothing for data that leaves its place in the command', async () => {
    const given = '{"sku":1},"data":{"sku":"MUG"}';
    expect(await checkCommand(Buffer.from(given), order)).toMatchObject({
      code: 'malformed_command',
    });
  });
});
