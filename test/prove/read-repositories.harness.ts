import { get, nextPage, type Answer } from '@warren/testing';

interface ShownMessage {
  readonly delivery: { readonly messageId: string; readonly queue: string };
}

/**
 * Everything that workers show as processed at `GET /messages`, page by page.
 *
 * @param addresses by the names of the workers.
 * @returns for each worker, `queue messageId` of each record.
 */
export async function readRepositories(
  addresses: ReadonlyMap<string, string>,
): Promise<Map<string, string[]>> {
  const shown = new Map<string, string[]>();
  for (const [name, address] of addresses) shown.set(name, await readRepository(address));
  return shown;
}

/** What a worker shows as processed, `queue messageId` of each record. */
export async function readRepository(address: string): Promise<string[]> {
  const found: string[] = [];
  let next: string | undefined = `${address}/messages?outcome=processed&limit=1000`;
  while (next !== undefined) {
    const answer: Answer = await get(next);
    const page = answer.body as unknown as ShownMessage[];
    found.push(...page.map(({ delivery }) => `${delivery.queue} ${delivery.messageId}`));
    next = nextPage(next, answer);
  }
  return found;
}
