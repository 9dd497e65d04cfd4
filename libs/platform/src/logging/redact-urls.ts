/**
 * Replaces user and password in every URL of a text: log lines and errors must not carry them. A comma
 * ends a URL only before another one.
 */
export function redactUrls(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)(?:(?!,[a-z][a-z0-9+.-]*:\/\/)\S)*@/gi, '$1***@');
}
