/** Where the page is, below the root of the desk. No path of the API begins with it. */
export const PAGE_PATH = '/ui';

/**
 * The document of the page for one request. Its base is relative to the address that was asked, so that it is right
 * under any path at which a proxy serves the desk.
 *
 * @param html the built `index.html`, which has the comment `<!--base-->` in its head.
 */
export function writePage(html: string, path: string, nonce: string): string {
  const depth = path.slice(PAGE_PATH.length + 1).split('/').length - 1;
  const base = depth > 0 ? '../'.repeat(depth) : './';
  return html.replace(
    '<!--base-->',
    `<base href="${base}"><meta name="style-nonce" content="${nonce}">`,
  );
}
