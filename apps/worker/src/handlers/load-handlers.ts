import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';

/**
 * Every class exported by the `*.handler` files of a folder, so that a new handler is a new file
 * and nothing else. The boot fails when a queue is left without a handler.
 */
export function loadHandlers(folder: string): Type[] {
  return readdirSync(folder)
    .filter((file) => /\.handler\.(js|ts)$/.test(file))
    .flatMap((file) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- the files are found at run time
      const exported = require(join(folder, file)) as Record<string, unknown>;
      return Object.values(exported).filter((each): each is Type => typeof each === 'function');
    });
}
