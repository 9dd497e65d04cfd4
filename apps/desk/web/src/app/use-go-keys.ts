import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isTyping } from '../page/is-typing';
import { mainPages } from './pages';

const SECOND_KEY_MS = 1_500;

/** `g` and then the letter of a page opens it. */
export function useGoKeys(): void {
  const router = useRouter();
  useEffect(() => {
    let goAt = -Infinity;
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      const page = mainPages.find(({ key }) => key === event.key);
      if (page && event.timeStamp - goAt < SECOND_KEY_MS) {
        event.preventDefault();
        void router.navigate({ to: page.path });
      }
      goAt = event.key === 'g' ? event.timeStamp : -Infinity;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router]);
}
