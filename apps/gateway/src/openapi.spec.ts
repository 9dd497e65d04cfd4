import { Test } from '@nestjs/testing';
import { createApiDocument, createFastifyAdapter } from '@warren/http';
import { golden } from '@warren/testing';
import { gatewayApi } from './gateway.api';
import { GatewayModule } from './gateway.module';

describe("the gateway's OpenAPI document", () => {
  it('is the committed one, in version 3.1', async () => {
    const module = await Test.createTestingModule({ imports: [GatewayModule.forRoot()] }).compile();
    // The app is never started: nothing listens and no broker is asked.
    const api = createApiDocument(module.createNestApplication(createFastifyAdapter()), gatewayApi);
    const document = `${JSON.stringify(api, null, 2)}\n`;
    expect(api.openapi).toBe('3.1.0');
    expect(document).toBe(golden('docs/openapi/gateway.json', document));
  });
});
