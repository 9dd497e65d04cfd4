/** Where the page is: its base is written into the document by the desk. */
export const PAGE_ROOT = new URL(document.baseURI).pathname;

/** The root of the API: one above the page, under any path at which a proxy serves the desk. */
export const API_ROOT = new URL('..', document.baseURI).href.replace(/\/$/, '');
