import { useEffect } from 'react';
import { usePreferences } from '../preferences/preferences';

/** Tells screen readers in which language the page is. */
export function DocumentLanguage(): null {
  const { language } = usePreferences();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return null;
}
