/** Replaces user and password in every URL of a text: log lines and errors must not carry them. */
export function redactUrls(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s,]*@/gi, '$1***@');
}
