import { v5 as uuidv5 } from 'uuid';

/** The namespace of message ids that forced replays give. */
const NAMESPACE = 'b3a1f0c2-6c0e-5f6d-9d55-0a2f5c1f7e64';

/** The message id of an event in a forced replay: the same for the same event, run and queue. */
export function nameReplay(original: string, run: string, queue: string): string {
  return uuidv5(JSON.stringify([run, queue, original]), NAMESPACE);
}
