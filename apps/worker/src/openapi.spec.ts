import { Test } from '@nestjs/testing';
import { createApiDocument, createFastifyAdapter } from '@warren/http';
import { golden } from '@warren/testing';
import { workerApi } from './worker.api';
import { WorkerModule } from './worker.module';

describe("the worker's OpenAPI document", () => {
  it('is the committed one, in version 3.1', async () => {
    const module = await Test.createTestingModule({ imports: [WorkerModule.forRoot()] }).compile();
    // The app is never started: nothing listens and no broker is asked.
    const api = createApiDocument(module.createNestApplication(createFastifyAdapter()), workerApi);
    const document = `${JSON.stringify(api, null, 2)}\n`;
    expect(api.openapi).toBe('3.1.0');
    expect(document).toBe(golden('docs/openapi/worker.json', document));
  });
});
