import { brokerAddress, SERVICE } from '../../tools/broker/docker-broker';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MessagingConfig } from '@warren/messaging';
import { HttpConfig } from '@warren/http';
import { loadConfigs } from '@warren/platform';
import { DeskConfig } from '../../apps/desk/src/desk.config';
import { GatewayConfig } from '../../apps/gateway/src/gateway.config';
import { WorkerConfig } from '../../apps/worker/src/worker.config';
import { builtMain } from '../../tools/setup/ensure-build';
import { readComposeFile, readDurationMs, readPort } from './compose-file';
import { findComposeFaults } from './compose-schema';
import { describeVariables, findConfigClasses, ROOT } from './find-config-classes';
import { inheritedInstructions, readDockerfile } from './read-dockerfile';

const APPS = [
  { app: 'gateway', configClass: GatewayConfig, portVariable: 'GATEWAY_PORT' },
  { app: 'worker', configClass: WorkerConfig, portVariable: 'WORKER_PORT' },
  { app: 'desk', configClass: DeskConfig, portVariable: 'DESK_PORT' },
] as const;

/** A project as nest-cli.json describes it. */
interface NestProject extends Record<'root' | 'sourceRoot' | 'entryFile', string> {
  readonly compilerOptions: { readonly tsConfigPath: string };
}

const compose = readComposeFile();
const { broker } = compose.services;
const stages = readDockerfile(readText('Dockerfile'));

describe('docker-compose.yml', () => {
  it('is valid by the Compose schema', () => {
    expect(findComposeFaults(compose)).toEqual([]);
  });

  it('publishes every port on the loopback address only', () => {
    const ports = Object.values(compose.services).flatMap(({ ports }) => ports.map(readPort));
    expect(ports.filter(({ address }) => address !== '127.0.0.1')).toEqual([]);
  });

  it('keeps the broker, its data and its name when the container is recreated', () => {
    expect(broker.image).toMatch(/^rabbitmq:\d+\.\d+(\.\d+)?-management$/);
    expect(broker.hostname).toBeDefined();
    const [volume = '', path] = (broker.volumes?.[0] ?? '').split(':');
    expect(Object.keys(compose.volumes)).toContain(volume);
    expect(path).toBe('/var/lib/rabbitmq');
  });

  it('has the broker that `npm start` looks for when it uses Docker', () => {
    const { RABBITMQ_DEFAULT_USER: username, RABBITMQ_DEFAULT_PASS: password } = broker.environment;
    const [amqp, management] = broker.ports.map(readPort);
    expect(compose.services[SERVICE as 'broker']).toBe(broker);
    expect(brokerAddress()).toEqual({
      url: `amqp://${username}:${password}@127.0.0.1:${amqp?.host}`,
      managementUrl: `http://127.0.0.1:${management?.host}`,
      username,
      password,
    });
    expect([amqp?.container, management?.container]).toEqual([5672, 15672]);
  });

  describe.each(APPS)('service $app', ({ app, configClass, portVariable }) => {
    const service = compose.services[app];
    const known = describeVariables(configClass);

    it('has every variable of .env.example that concerns it, and only values that it accepts', async () => {
      const all = await findConfigClasses();
      const names = all.flatMap(describeVariables).map(({ name }) => name);
      // Secrets are handed to those apps only that need them.
      const others = {
        gateway: ['OPERATOR_KEY', 'DESK_ALERTS'],
        worker: ['DESK_ALERTS'],
        desk: [],
      };
      const wanted = names.filter((name) => !others[app].some((each) => each === name));
      expect(Object.keys(service.environment).sort()).toEqual(wanted.sort());
      expect(loadConfigs(all, service.environment)).toHaveLength(all.length);
    });

    it.each(['BODY_LIMIT_BYTES', 'LOG_LEVEL', 'SHUTDOWN_GRACE_MS'])(
      'takes %s from where Compose runs',
      (name) => {
        expect(service.environment[name]).toBe('');
      },
    );

    it('publishes the default port, on which the app listens in the container', () => {
      const fallback = known.find(({ name }) => name === portVariable)?.fallback;
      const { host, container } = readPort(service.ports[0] ?? '');
      expect({ host, container }).toEqual({ host: fallback, container: fallback });
      expect(Number(service.environment[portVariable] ?? fallback)).toBe(container);
      expect(service.environment['HOST']).toBe('0.0.0.0');
    });

    it("reaches the broker by its service name with the broker's own user, once it is healthy", () => {
      const { urls } = loadConfigs([MessagingConfig], service.environment)[0];
      const url = new URL(urls[0] as string);
      expect(url.host).toBe('broker:5672');
      expect([url.username, url.password]).toEqual([
        broker.environment['RABBITMQ_DEFAULT_USER'],
        broker.environment['RABBITMQ_DEFAULT_PASS'],
      ]);
      expect(service.depends_on?.['broker']?.condition).toBe('service_healthy');
    });

    it('has more time to stop than the app takes at most', () => {
      const { shutdownGraceMs } = loadConfigs([HttpConfig], service.environment)[0];
      expect(readDurationMs(service.stop_grace_period)).toBeGreaterThan(shutdownGraceMs);
    });

    it('may neither write nor gain rights, and gets its signals', () => {
      expect(service).toMatchObject({
        init: true,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    });

    it('is healthy when the app says that it is ready', () => {
      const port = readPort(service.ports[0] ?? '').container;
      expect(service.healthcheck.test[0]).toBe('CMD');
      expect(service.healthcheck.test.at(-1)).toContain(`'http://127.0.0.1:${port}/readyz'`);
    });

    it('is built from a stage of the Dockerfile', () => {
      expect(service.build?.context).toBe('.');
      expect(stages.map(({ name }) => name)).toContain(service.build?.target);
    });
  });
});

describe('Dockerfile', () => {
  it('begins from one pinned image of the Node version in .nvmrc, which package.json allows', () => {
    const [, major, minor] =
      /^ARG NODE_IMAGE=node:(\d+)\.(\d+)[\d.]*-/m.exec(readText('Dockerfile')) ?? [];
    const { engines } = JSON.parse(readText('package.json')) as { engines: { node: string } };
    const [, wantedMajor, wantedMinor] = />=(\d+)\.(\d+)$/.exec(engines.node) ?? [];
    expect(major).toBe(readText('.nvmrc').trim());
    const asNumber = (whole?: string, part?: string): number =>
      Number(whole) * 1_000 + Number(part);
    expect(asNumber(major, minor)).toBeGreaterThanOrEqual(asNumber(wantedMajor, wantedMinor));
    const bases = stages.map(({ from }) => from).filter((from) => !isStage(from));
    expect(new Set(bases)).toEqual(new Set(['${NODE_IMAGE}']));
  });

  it.each(APPS)('runs what the build of $app writes, in exec form', ({ app }) => {
    expect(JSON.parse(textOf(app, 'CMD') ?? '')).toEqual([
      'node',
      relative(ROOT, builtMain(ROOT, app)),
    ]);
    expect(builtMain(ROOT, app)).toBe(mainByNestCli(app));
  });

  it.each(APPS)('stops $app with SIGTERM and runs it as a user without rights', ({ app }) => {
    expect(textOf(app, 'USER')).toBe('node');
    expect(textOf(app, 'STOPSIGNAL')).toBe('SIGTERM');
    expect(textOf(app, 'ENV')).toBe('NODE_ENV=production NODE_OPTIONS=--enable-source-maps');
  });

  it.each(APPS)(
    'asks $app for its readiness on its own port',
    ({ app, configClass, portVariable }) => {
      const port = new configClass().port;
      expect(textOf(app, 'EXPOSE')).toBe(String(port));
      expect(textOf(app, 'HEALTHCHECK')).toContain(
        `http://127.0.0.1:\${process.env.${portVariable} || ${port}}/readyz`,
      );
    },
  );

  it('installs by the lock file and leaves the development packages behind', () => {
    const runs = inheritedInstructions(stages, 'build').filter(({ keyword }) => keyword === 'RUN');
    expect(runs[0]?.text).toMatch(/^npm ci /);
    expect(runs[1]?.text).toMatch(/^npm run build && npm prune --omit=dev /);
  });
});

function isStage(name: string): boolean {
  return stages.some((stage) => stage.name === name);
}

function textOf(stage: string, keyword: string): string | undefined {
  return inheritedInstructions(stages, stage).findLast((each) => each.keyword === keyword)?.text;
}

/** Where Nest's CLI writes an app's entry: its sources keep their place under the output folder. */
function mainByNestCli(app: string): string {
  const { projects } = JSON.parse(readText('nest-cli.json')) as {
    projects: Record<string, NestProject>;
  };
  const project = projects[app];
  if (project === undefined) throw new Error(`nest-cli.json has no project ${app}`);
  const { root, sourceRoot, entryFile } = project;
  const { compilerOptions } = JSON.parse(readText(project.compilerOptions.tsConfigPath)) as {
    compilerOptions: { outDir: string };
  };
  return join(ROOT, root, compilerOptions.outDir, sourceRoot, `${entryFile}.js`);
}

function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
