import { WarrenError, type Command } from '@warren/model';
import type { StrictValidationPipe } from '@warren/platform';

/**
 * The data of a request, as the command's class says it must be: a field that the class does not name
 * is refused.
 *
 * @throws ProblemError `invalid_request` whose pointers begin at the body of the request.
 */
export async function checkData(
  pipe: StrictValidationPipe,
  command: Command,
  data: object,
): Promise<object> {
  try {
    return await pipe.check(command.data, data);
  } catch (error) {
    if (!(error instanceof WarrenError)) throw error;
    const { errors, ...fields } = error.fields as { errors?: readonly { pointer: string }[] };
    if (errors === undefined) throw error;
    throw new WarrenError(error.code, error.message, {
      ...fields,
      errors: errors.map((each) => ({ ...each, pointer: `/data${each.pointer}` })),
    });
  }
}
