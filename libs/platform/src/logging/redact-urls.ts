/** What parts one URL from the next: blanks, and a comma before another URL. */
const BETWEEN_URLS = /(\s+|,(?=[a-z][a-z0-9+.-]*:\/\/))/i;

/**
 * Replaces user and password in every URL of a text: log lines and errors must not carry them. A comma
 * ends a URL only before another one. Takes time in proportion to the text, which may be hostile.
 */
export function redactUrls(text: string): string {
  return text.split(BETWEEN_URLS).map(redactUrl).join('');
}

function redactUrl(text: string): string {
  const start = text.indexOf('://');
  const end = text.lastIndexOf('@');
  if (start === -1 || end < start) return text;
  return `${text.slice(0, start)}://***${text.slice(end)}`;
}
