import { useSyncExternalStore } from 'react';

const LANGUAGES = ['en', 'es'] as const;
const ZONES = ['local', 'utc'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Zone = (typeof ZONES)[number];

/** How somebody wants to read: kept in this browser; `?lang=es&zone=utc` in a link goes before it. */
export interface Preferences {
  readonly language: Language;
  readonly zone: Zone;
}

const STORED_AS = 'warren-desk';
const listeners = new Set<() => void>();
let current = readPreferences();

function readPreferences(): Preferences {
  const query = new URLSearchParams(location.search);
  const stored = readStored();
  const browser = navigator.language.startsWith('es') ? 'es' : 'en';
  return {
    language: oneOf(LANGUAGES, query.get('lang'), stored.language) ?? browser,
    zone: oneOf(ZONES, query.get('zone'), stored.zone) ?? 'local',
  };
}

function readStored(): Partial<Record<keyof Preferences, string>> {
  try {
    return JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}

function oneOf<T extends string>(all: readonly T[], ...wanted: unknown[]): T | undefined {
  return all.find((each) => each === wanted.find((word) => (all as unknown[]).includes(word)));
}

function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  localStorage.setItem(STORED_AS, JSON.stringify(current));
  for (const each of listeners) each();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}
