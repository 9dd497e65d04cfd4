/**
 * Headers as somebody writes them: `lang=es, urgent=true`. Values are read as AMQP distinguishes them: whole
 * numbers, true and false, quoted or other text. A part without `=` is left out.
 */
export function readHeaders(text: string): Record<string, string | number | boolean> {
  const pairs = text
    .split(/[,;]\s*|\s+and\s+|\s+(?=[^\s=]+=)/)
    .filter((pair) => pair.includes('='));
  const headers = pairs.map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return [name.trim(), readValue(rest.join('=').trim())] as const;
  });
  return Object.fromEntries(headers);
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  return text.replace(/^"(.*)"$/, '$1');
}
