/** The dependency rule of docs/architecture.md, checked by machine. */
const lib = (name) => `^libs/${name}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-depends-on-nothing-of-ours',
      severity: 'error',
      from: { path: lib('contracts') },
      to: { path: '^(apps|tools|test|libs/(?!contracts/))' },
    },
    {
      name: 'platform-depends-on-contracts-only',
      severity: 'error',
      from: { path: lib('platform') },
      to: { path: '^(apps|tools|test|libs/(?!(platform|contracts)/))' },
    },
    {
      name: 'messaging-depends-on-contracts-and-platform-only',
      severity: 'error',
      from: { path: lib('messaging'), pathNot: '(spec|harness)\\.ts$' },
      to: { path: '^(apps|tools|test|libs/(?!(messaging|platform|contracts)/))' },
    },
    {
      name: 'shipped-code-never-imports-testing',
      severity: 'error',
      from: { path: '^(apps|libs/(?!testing/))', pathNot: '(spec|harness)\\.ts$' },
      to: { path: lib('testing') },
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
      to: { path: '^libs/([^/]+)/src/.+', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/$2/'] },
    },
    {
      name: 'only-messaging-knows-amqp',
      severity: 'error',
      from: { path: '^(apps|libs/(?!(messaging|testing)/))' },
      to: { path: 'node_modules/(amqplib|amqp-connection-manager|@golevelup/nestjs-rabbitmq)/' },
    },
    {
      name: 'no-unlisted-dependency',
      severity: 'error',
      from: { path: '^(apps|libs)', pathNot: '((spec|harness)\\.ts$|^libs/testing/)' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'types'],
    },
  },
};
