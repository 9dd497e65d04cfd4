import { usePreferences, type Language } from '../preferences/preferences';

/**
 * The texts of a feature in both languages, and the hook that gives those of the chosen one. The English ones say
 * which there are: one that is missing in Spanish, or has other values, is a type error.
 */
export function defineTexts<T extends object>(en: T, es: NoInfer<T>): () => T {
  const all: Record<Language, T> = { en, es };
  return () => all[usePreferences().language];
}
