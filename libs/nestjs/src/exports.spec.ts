import { golden } from '@warren/testing';
import * as contracts from './contracts';
import * as library from './index';
import * as testing from './testing';

describe('the package', () => {
  it('exports what is committed, and nothing else', () => {
    const paths = {
      '@warren/nestjs': library,
      '@warren/nestjs/contracts': contracts,
      '@warren/nestjs/testing': testing,
    };
    const names = Object.entries(paths)
      .map(([path, all]) => [
        path,
        ...Object.keys(all)
          .sort()
          .map((name) => `  ${name}`),
      ])
      .map((lines) => `${lines.join('\n')}\n`)
      .join('\n');
    expect(names).toBe(golden('libs/nestjs/exports.txt', names));
  });
});
