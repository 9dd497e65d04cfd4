import { post, startSystem, type RunningSystem } from '@warren/testing';

describe('a batch as a JSON array', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  it.each([
    ['[', 'malformed_json'],
    ['', 'invalid_request'],
    ['[1,]', 'malformed_json'],
    ['[{"a":1}}', 'malformed_json'],
    ['[] []', 'malformed_json'],
    ['7', 'invalid_request'],
    [`[${'['.repeat(200_000)}${']'.repeat(200_000)}]`, 'invalid_request'],
    [`[{"a":${'{"b":'.repeat(79)}1${'}'.repeat(79)}}]`, 'invalid_request'],
  ])('is refused whole when it is none, or nested too deeply (%#)', async (text, code) => {
    expect(await post(`${system.gatewayUrl}/batch`, text)).toMatchObject({
      status: 400,
      body: { code },
    });
  });
});
