import { commands } from '@warren/contracts';
import { StrictValidationPipe } from '@warren/platform';
import { checkData } from './check-data';
import { rpcExamples } from './rpc-examples';

describe('the data of a command in a request', () => {
  const pipe = new StrictValidationPipe();

  it.each(Object.values(rpcExamples))('is accepted in the example "$summary"', async (example) => {
    const command = Object.values(commands).find(({ name }) => example.summary.startsWith(name));
    const { data } = example.value;
    expect(await checkData(pipe, command ?? commands.quoteOrder, data)).toEqual(data);
    expect(command).toBeDefined();
  });

  it('is refused with pointers that begin at the body', async () => {
    const data = { sku: 'mug', quantity: 1, colour: 'red' };
    await expect(checkData(pipe, commands.quoteOrder, data)).rejects.toMatchObject({
      code: 'invalid_request',
      fields: {
        errors: expect.arrayContaining([
          { pointer: '/data/sku', detail: 'sku must be 1 to 32 of A-Z, 0-9 and -' },
          { pointer: '/data/colour', detail: 'property colour should not exist' },
        ]) as unknown,
      },
    });
  });
});
