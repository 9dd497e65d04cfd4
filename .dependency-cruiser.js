/** The dependency rule of docs/architecture.md, checked by machine. */
const lib = (name) => `^libs/${name}/`;

/** The tests of messaging show what an application makes of it. */
const tests = { messaging: '(spec|harness)\\.ts$' };

/** A lib imports of ours only itself and these, and in tests what is for tests. */
const dependsOnly = (name, ...others) => ({
  name: `${name}-depends-on-${others.join('-and-') || 'nothing-of-ours'}`,
  severity: 'error',
  from: { path: lib(name), ...(tests[name] && { pathNot: tests[name] }) },
  to: { path: `^(apps|tools|test|libs/(?!(${[name, ...others, 'testing'].join('|')})/))` },
});

/** The lower folders of messaging import only themselves and these. */
const inMessaging = (folder, ...others) => ({
  name: `${folder}-depends-on-${others.join('-and-') || 'no-other-folder'}`,
  severity: 'error',
  from: { path: `^libs/messaging/src/${folder}/`, pathNot: tests.messaging },
  to: { path: `^libs/messaging/src/(?!(${[folder, ...others].join('|')})/)` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    dependsOnly('model'),
    dependsOnly('contracts', 'model'),
    dependsOnly('platform', 'model'),
    dependsOnly('http', 'model', 'platform'),
    dependsOnly('messaging', 'model', 'platform'),
    dependsOnly('views', 'contracts', 'http', 'messaging', 'model', 'platform'),
    dependsOnly('create-warren'),
    dependsOnly('nestjs', 'messaging', 'model', 'platform'),
    {
      name: 'testing-depends-on-model-and-tools',
      severity: 'error',
      from: { path: lib('testing') },
      to: { path: '^(apps|test|libs/(?!(testing|model)/))' },
    },
    {
      name: 'the-library-never-imports-an-application',
      severity: 'error',
      from: { path: '^libs/(http|messaging|model|nestjs|platform|testing)/' },
      to: { path: '^(apps|libs/(contracts|views))/' },
    },
    {
      name: 'shipped-code-never-imports-testing',
      severity: 'error',
      from: { path: '^(apps|libs/(?!testing/))', pathNot: '(spec|harness)\\.ts$' },
      to: { path: lib('testing') },
    },
    {
      name: 'only-tests-have-a-broker-in-memory',
      severity: 'error',
      from: {
        path: '^(apps|libs)/',
        pathNot: [
          '(spec|harness)\\.ts$',
          '^libs/((messaging|views)/src/testing/|nestjs/src/testing\\.ts$)',
        ],
      },
      to: { path: '^libs/(messaging|views)/src/testing/' },
    },
    {
      name: 'the-page-asks-the-desk-over-http-only',
      severity: 'error',
      from: { path: '^apps/desk/web/' },
      to: { path: '^(apps/(?!desk/web/)|libs/|tools/|test/)' },
    },
    {
      name: 'the-desk-imports-no-page',
      severity: 'error',
      from: { path: '^apps/desk/src/' },
      to: { path: '^apps/desk/web/' },
    },
    {
      name: 'an-app-never-imports-another-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nobody-reaches-past-a-lib-index',
      severity: 'error',
      from: { path: '^(apps|test|bench|libs)/([^/]+)/' },
      to: {
        path: '^libs/([^/]+)/src/.+',
        pathNot: [
          '^libs/([^/]+/src/index|create-warren/src/add-event|(messaging|views)/src/testing/index|nestjs/src/(contracts|testing))\\.[jt]s$',
          '^libs/$2/',
        ],
      },
    },
    {
      name: 'the-library-does-not-know-http',
      severity: 'error',
      from: { path: '^libs/(messaging|model|nestjs|platform)/', pathNot: '(spec|harness)\\.ts$' },
      to: {
        path: '^libs/http/|node_modules/(@fastify|fastify|express|@nestjs/(platform-[^/]+|swagger)|nestjs-pino|pino[^/]*)/',
      },
    },
    {
      name: 'views-know-http-in-their-folder-of-it',
      severity: 'error',
      from: { path: '^libs/views/src/[^/]+/', pathNot: '(^libs/views/src/http/|spec\\.ts$)' },
      to: { path: '^libs/(http|views/src/http)/|node_modules/(fastify|@nestjs/swagger)/' },
    },
    {
      name: 'only-messaging-knows-amqp',
      severity: 'error',
      from: { path: '^(apps|libs/(?!(messaging|testing)/))' },
      to: { path: 'node_modules/(amqplib|amqp-connection-manager|@golevelup/nestjs-rabbitmq)/' },
    },
    inMessaging('wire'),
    inMessaging('topology'),
    inMessaging('messages', 'wire'),
    inMessaging('decoding', 'messages', 'wire'),
    inMessaging('records', 'messages'),
    inMessaging('async'),
    inMessaging('amqp', 'async', 'decoding', 'messages', 'records', 'topology', 'wire'),
    {
      name: 'only-amqp-runs-the-client-library',
      severity: 'error',
      from: { path: '^libs/messaging/src/(?!amqp/)', pathNot: tests.messaging },
      to: { path: 'node_modules/amqplib/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-dependency',
      severity: 'error',
      // The page is built into one set of files, so nothing of it is installed where it is served.
      from: {
        path: '^(apps|libs)',
        pathNot: '((spec|harness)\\.ts$|^libs/testing/|^apps/desk/web/)',
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Compiled where it is installed: `test/package` does.
    exclude: { path: '^libs/create-warren/template/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
