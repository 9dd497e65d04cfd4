/** In this order: what is quoted may hold the others, and a UUID holds digits. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/(?<!\w)(?:'[^']*'|"[^"]*"|`[^`]*`)(?!\w)/g, '<text>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b0x[0-9a-f]+\b|\b(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/\d+(?:\.\d+)*/g, '<n>'],
];

/** As long as a failure's message is recorded; of a longer one the beginning counts. */
const MAX_CHARS = 512;

/** The words of a failure without what differs from one message to the next: numbers, ids, quotes. */
export function normaliseMessage(message: string): string {
  const words = message.slice(0, MAX_CHARS);
  return VARYING.reduce((text, [pattern, name]) => text.replace(pattern, name), words);
}
