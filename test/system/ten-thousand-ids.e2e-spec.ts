import { post, startSystem, type RunningSystem } from '@warren/testing';

const COUNT = 10_000;

describe('ten thousand dead letters by their ids', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  const act = async (action: string): Promise<string> => {
    const ids = Array.from({ length: COUNT }, (_, n) => String(n).padStart(64, 'd'));
    const url = `${system.workerUrl}/dead-letters/${action}`;
    const { body, status } = await post(url, { ids, reason: 'a test' });
    expect(status).toBe(200);
    return typeof body.text === 'string' ? body.text : JSON.stringify(body);
  };

  it('are taken in hand by one redrive, or one discard', async () => {
    const lines = (await act('redrive')).trimEnd().split('\n');
    expect(lines).toHaveLength(COUNT + 1);
    expect(lines.at(-1)).toContain(`"failed":${COUNT}`);
    expect(await act('discard')).toContain(`"failed":${COUNT}`);
  });
});
