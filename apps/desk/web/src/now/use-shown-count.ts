import { useEffect } from 'react';

const TITLE = 'Warren desk';

/** Shows in the title and the icon of the tab how many things need a person, also after another page is opened. */
export function useShownCount(count: number | undefined): void {
  useEffect(() => {
    if (count === undefined) return;
    document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
    document
      .querySelector<HTMLLinkElement>('link[rel=icon]')
      ?.setAttribute('href', drawIcon(count));
  }, [count]);
}

function drawIcon(count: number): string {
  const [back, text] = count > 0 ? ['#b42318', count > 9 ? '9+' : String(count)] : ['#5443c4', 'W'];
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${back}"/>` +
    `<text x="16" y="23" font-family="system-ui,sans-serif" font-size="19" font-weight="700" text-anchor="middle" fill="#fff">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
