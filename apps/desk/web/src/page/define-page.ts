import type { ComponentType } from 'react';

/** A page of the desk, as the navigation, the router, the palette and the keys know it. */
export interface DeskPage {
  /** Below `/ui`, with parameters as `$name`. */
  readonly path: string;
  /** The title in the chosen language; a hook. */
  readonly useTitle: () => string;
  /** The letter that follows `g`. Without one it is not in the navigation, as pages of one thing are. */
  readonly key?: string;
  /** Path data of a 20 x 20 icon of strokes. */
  readonly icon?: string;
  /** Loaded when it is opened first. */
  readonly load: () => Promise<{ default: ComponentType }>;
}

export function definePage(page: DeskPage): DeskPage {
  return page;
}
