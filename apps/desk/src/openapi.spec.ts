import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { createApiDocument, createFastifyAdapter } from '@warren/http';
import { golden } from '@warren/testing';
import { deskApi } from './desk.api';
import { DeskModule } from './desk.module';

describe("the desk's OpenAPI document", () => {
  it('is the committed one, in version 3.1', async () => {
    const module = await Test.createTestingModule({ imports: [DeskModule.forRoot()] }).compile();
    // The app is never started: nothing listens and no broker is asked.
    const api = createApiDocument(module.createNestApplication(createFastifyAdapter()), deskApi);
    const document = `${JSON.stringify(api, null, 2)}\n`;
    expect(api.openapi).toBe('3.1.0');
    expect(document).toBe(golden('docs/openapi/desk.json', document));
  });

  it('has the types that the page is written against', () => {
    const root = join(__dirname, '../../..');
    const program = join(root, 'node_modules/openapi-typescript/bin/cli.js');
    const types = execFileSync(process.execPath, [program, 'docs/openapi/desk.json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(types).toBe(golden('apps/desk/web/src/api/schema.d.ts', types));
  });
});
