import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import root from '../../../package.json';
import own from '../package.json';
import template from '../template/package.json';
import { addEvent } from './add-event';
import { createApplication } from './create-application';

const TOPOLOGY = 'src/contracts/topology/topology.ts';
const MODULE = 'src/worker/handlers/handlers.module.ts';

describe('create-warren', () => {
  let parent: string;
  const at = (...path: string[]): string => join(parent, ...path);

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'create-warren-'));
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('starts an application with one event, in a new or an empty folder', async () => {
    await mkdir(at('my-shop'));
    await createApplication(at('my-shop'));
    const topology = await readFile(at('my-shop', TOPOLOGY), 'utf8');
    expect(topology).toContain("prefix: 'my-shop'");
    expect(topology).toContain("queue('orders.placed', {");
    const { name, dependencies } = JSON.parse(
      await readFile(at('my-shop', 'package.json'), 'utf8'),
    ) as typeof template;
    expect([name, dependencies['@warren/nestjs']]).toEqual(['my-shop', `^${root.version}`]);
    expect(await readdir(at('my-shop'))).toContain('.gitignore');
  });

  it.each(['My App', '1shop', 'a_b', 'event-', ''])('refuses the name %j', async (name) => {
    const folder = name === '' ? '/' : at(name);
    await expect(createApplication(folder)).rejects.toThrow('cannot be the name');
    expect(await readdir(parent)).toEqual([]);
  });

  it('leaves a folder that has something in it, and a file, as they are', async () => {
    await mkdir(at('full'));
    await writeFile(at('full', 'notes.txt'), '');
    await writeFile(at('file'), '');
    await expect(createApplication(at('full'))).rejects.toThrow('is not an empty folder');
    await expect(createApplication(at('file'))).rejects.toThrow('is not an empty folder');
    expect(await readdir(at('full'))).toEqual(['notes.txt']);
  });

  it('asks for the versions that Warren itself is tested with', () => {
    const tested: Record<string, string> = {
      ...{ ...root.dependencies, ...root.devDependencies },
      ...{ '@warren/nestjs': `^${root.version}`, 'create-warren': `^${root.version}` },
    };
    const asked = { ...template.dependencies, ...template.devDependencies };
    const names = Object.keys(asked);
    expect(asked).toEqual(Object.fromEntries(names.map((name) => [name, tested[name]])));
    expect([own.version, own.engines.node]).toEqual([root.version, root.engines.node]);
  });

  it('has the tsconfig.json of `nest new --strict`', async () => {
    const file = 'node_modules/@nestjs/schematics/dist/lib/application/files/ts/tsconfig.json';
    const [nest, ours] = await Promise.all(
      [file, 'libs/create-warren/template/tsconfig.json'].map((each) =>
        readFile(join(__dirname, '../../..', each), 'utf8'),
      ),
    );
    expect(JSON.parse(ours ?? '')).toEqual(
      JSON.parse(nest?.replaceAll('<%= strict %>', 'true') ?? ''),
    );
  });

  describe('adds an event', () => {
    let app: string;
    const edit = async (file: string, from: string, to: string): Promise<void> => {
      const text = await readFile(join(app, file), 'utf8');
      expect(text).toContain(from);
      await writeFile(join(app, file), text.replace(from, to));
    };

    beforeEach(async () => {
      app = at('my-shop');
      await createApplication(app);
    });

    it.each(['orders.shipped', 'stock.item-moved.v2'])(
      'of the name %s, as prettier writes it',
      async (name) => {
        const files = await addEvent(app, name);
        expect(files).toHaveLength(5);
        const prettier = require.resolve('prettier/bin/prettier.cjs');
        await promisify(execFile)(process.execPath, [prettier, '--check', '.'], { cwd: app });
        expect(await readFile(join(app, TOPOLOGY), 'utf8')).toContain(`queue('${name}', {`);
      },
    );

    it.each([
      ['orders', 'cannot be the name of an event'],
      ['Orders.Shipped', 'cannot be the name of an event'],
      ["orders.'", 'cannot be the name of an event'],
      ['orders.placed', 'exists already'],
      ['orders-placed', 'exists already'],
    ])('and refuses %s', async (name, sentence) => {
      await expect(addEvent(app, name)).rejects.toThrow(sentence);
    });

    it.each([
      [TOPOLOGY, 'export const queues', 'const queues', "must have the text 'export const queues"],
      [TOPOLOGY, 'topic: exchange', 'main: exchange', "declares no exchange as 'topic:'"],
      [TOPOLOGY, 'after, bind', 'bind', "does not import 'after'"],
      [MODULE, 'providers: [', 'providers: HANDLERS || [', "must have the text 'providers: ['"],
      [TOPOLOGY, "queue('orders.placed'", "queue('orders.shipped'", 'has a queue orders.shipped'],
    ])('and refuses where %s has no place for it: %s', async (file, from, to, sentence) => {
      await edit(file, from, to);
      const before = await readdir(app, { recursive: true });
      await expect(addEvent(app, 'orders.shipped')).rejects.toThrow(sentence);
      expect(await readdir(app, { recursive: true })).toEqual(before);
    });

    it.each([[TOPOLOGY], [TOPOLOGY, MODULE]])('and keeps the line ends of %s', async (...crlf) => {
      for (const file of crlf) {
        const text = await readFile(join(app, file), 'utf8');
        await writeFile(join(app, file), text.replaceAll('\n', '\r\n'));
      }
      const files = await addEvent(app, 'orders.shipped');
      const mixed: string[] = [];
      for (const file of files) {
        const text = await readFile(join(app, file), 'utf8');
        const ends = crlf.includes(file) || file !== MODULE ? /(?<!\r)\n/ : /\r/;
        if (ends.test(text)) mixed.push(file);
      }
      expect(mixed).toEqual([]);
    });

    it.each(['handler', 'handler.spec'])(
      'and leaves all as it was where its %s cannot be written',
      async (part) => {
        const file = `src/worker/handlers/orders-shipped.${part}.ts`;
        await symlink(at('no', 'where'), join(app, file));
        const readAll = async (): Promise<unknown[]> => [
          (await readdir(app, { recursive: true })).filter((each) => each !== file),
          ...(await Promise.all([TOPOLOGY, MODULE].map((each) => readFile(join(app, each))))),
        ];
        const before = await readAll();
        await expect(addEvent(app, 'orders.shipped')).rejects.toThrow('ENOENT');
        expect(await readAll()).toEqual(before);
      },
    );

    it('and refuses a folder that is no application', async () => {
      await expect(addEvent(parent, 'orders.shipped')).rejects.toThrow('is no application');
    });
  });
});
