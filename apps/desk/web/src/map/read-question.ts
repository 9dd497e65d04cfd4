import { readHeaders } from '../parts/read-headers';

/** A message as somebody writes it: `orders.eu.created`, or its headers as `lang=es, urgent=true`. */
export interface Question {
  readonly routingKey?: string;
  readonly headers?: Record<string, string | number | boolean>;
}

export function readQuestion(text: string): Question {
  const asked = text.trim();
  return asked.includes('=') ? { headers: readHeaders(asked) } : { routingKey: asked };
}
