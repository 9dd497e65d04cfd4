const FOREIGN = 'foreign-';

/** The message id of a message that another client sends; see plan-foreign.ts. */
export function nameForeign(seed: number, number: number): string {
  return `${FOREIGN}${seed}-${number}`;
}

/**
 * What a message is called in a run: by the id of its event, as its publisher named it. The events
 * of one order have one id, so what follows from another is recognised by its tipo. A foreign
 * message need not have an event: it is known by its message id.
 */
export function nameTrace(
  event: { readonly id: string; readonly tipo: string } | undefined,
  causationId: unknown,
  messageId: unknown,
): string {
  if (typeof messageId === 'string' && messageId.startsWith(FOREIGN)) return messageId;
  const id = String(event?.id);
  return causationId === undefined ? id : `${id}/${event?.tipo}`;
}
