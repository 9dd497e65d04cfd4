/** A message as somebody writes it: `orders.eu.created`, or its headers as `lang=es, urgent=true`. */
export interface Question {
  readonly routingKey?: string;
  readonly headers?: Record<string, string | number | boolean>;
}

/** Values are read as AMQP distinguishes them: whole numbers, true and false, quoted or other text. */
export function readQuestion(text: string): Question {
  const asked = text.trim();
  if (!asked.includes('=')) return { routingKey: asked };
  const pairs = asked.split(/[,;]\s*|\s+and\s+|\s+(?=[^\s=]+=)/).filter((pair) => pair !== '');
  const headers = pairs.map((pair) => {
    const [name = '', ...rest] = pair.split('=');
    return [name.trim(), readValue(rest.join('=').trim())] as const;
  });
  return { headers: Object.fromEntries(headers) };
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  return text.replace(/^"(.*)"$/, '$1');
}
