import { type Command, WarrenError } from '@warren/model';
import { StrictValidationPipe, type FieldFault } from '@warren/platform';
import type { EventFaults } from '../../decoding/check-event';
import { MALFORMED, readCommandJson } from '../wire/read-request';

/** The code of a command whose data its class refuses. */
export const INVALID_DATA = 'invalid_command_data';

/** The data does not pass the validation of the command's class. */
export class InvalidDataError extends Error {
  constructor(
    message: string,
    readonly faults: readonly FieldFault[] = [{ pointer: '', detail: message }],
  ) {
    super(message);
  }
}

/** The data as its handler is given it. @throws InvalidDataError when the command's class refuses it. */
export async function validateData(
  pipe: StrictValidationPipe,
  { data: dataClass }: Command,
  data: unknown,
): Promise<object> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) {
    throw new InvalidDataError('the data is not a JSON object');
  }
  try {
    return await pipe.check(dataClass, data);
  } catch (error) {
    if (!(error instanceof WarrenError)) throw error;
    const { errors } = error.fields as { errors?: readonly FieldFault[] };
    throw new InvalidDataError(error.message, errors);
  }
}

const checking = new StrictValidationPipe();

/**
 * Says what a worker would say of the data of a command, by the code that the worker runs. Resolves with
 * undefined for data that it would give to its handler.
 *
 * @param data as JSON.
 */
export async function checkCommand(
  data: Buffer,
  command: Command,
): Promise<EventFaults | undefined> {
  // By itself first: what closes its place and opens another would be read as a whole command.
  const packet = readCommandJson(data) === undefined ? undefined : wrap(data, command);
  if (packet === undefined) {
    return { code: MALFORMED, faults: [{ pointer: '', detail: 'it is not JSON that is read' }] };
  }
  try {
    await validateData(checking, command, packet.data);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidDataError)) throw error;
    return { code: INVALID_DATA, faults: error.faults };
  }
}

function wrap(data: Buffer, { name }: Command): { readonly data?: unknown } | undefined {
  const [head, tail] = [`{"pattern":${JSON.stringify(name)},"data":`, '}'];
  const content = Buffer.concat([Buffer.from(head), data, Buffer.from(tail)]);
  return readCommandJson(content) as { readonly data?: unknown } | undefined;
}
