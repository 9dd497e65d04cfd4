/**
 * What a message is called in a run: by the id of its event, as its publisher named it. The events of
 * one order have one id, so what follows from another is told apart by its tipo.
 */
export function nameTrace(
  event: { readonly id: string; readonly tipo: string } | undefined,
  causationId: unknown,
): string {
  const id = String(event?.id);
  return causationId === undefined ? id : `${id}/${event?.tipo}`;
}
