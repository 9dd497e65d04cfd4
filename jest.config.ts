import type { Config } from 'jest';

const setup = [
  '<rootDir>/libs/testing/src/jest/fail-on-unhandled-rejection.ts',
  '<rootDir>/libs/testing/src/jest/silence-logs.ts',
];

const shared: Config = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: {
    '^@warren/([a-z]+)$': '<rootDir>/libs/$1/src',
    '^@warren/([a-z]+)/([a-z]+)$': '<rootDir>/libs/$1/src/$2',
  },
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv: setup,
};

const brokerRun: Config = {
  globalSetup: '<rootDir>/libs/testing/src/jest/start-broker.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/stop-broker.ts',
  setupFilesAfterEnv: [...setup, '<rootDir>/libs/testing/src/jest/wait-generously.ts'],
};

const config: Config = {
  // How fast the machine is must not decide a test; and what is waited for is named before it ends.
  testTimeout: 150_000,
  testSequencer: '<rootDir>/tools/test/longest-first.js',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{apps,libs,tools}/**/*.spec.ts',
        '<rootDir>/test/{unit,prove}/**/*.spec.ts',
      ],
      // Its specs are of the application that is made of it.
      testPathIgnorePatterns: ['/node_modules/', '/create-warren/template/', '/apps/desk/web/'],
    },
    {
      displayName: 'page',
      testEnvironment: '<rootDir>/apps/desk/web/src/testing/page-environment.ts',
      testEnvironmentOptions: { url: 'http://localhost/ui/' },
      testMatch: ['<rootDir>/apps/desk/web/**/*.spec.{ts,tsx}'],
      moduleNameMapper: { '\\.css$': '<rootDir>/apps/desk/web/src/testing/no-styles.js' },
      // Published as ES modules only.
      transformIgnorePatterns: ['/node_modules/(?!(jsondiffpatch|@dmsnell)/)'],
      transform: {
        '^.+\\.[jt]sx?$': [
          '@swc/jest',
          {
            jsc: {
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'automatic' } },
              target: 'es2022',
            },
            module: { type: 'commonjs' },
          },
        ],
      },
    },
    {
      ...shared,
      ...brokerRun,
      displayName: 'broker',
      testMatch: ['<rootDir>/{apps,libs}/**/*.broker-spec.ts'],
    },
    {
      ...shared,
      ...brokerRun,
      displayName: 'system',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
    },
  ],
};

export default config;
