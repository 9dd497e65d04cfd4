const { options } = require('./.dependency-cruiser.js');

/**
 * No two folders of shipped code import each other, directly or through others.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'no-circular-folders',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: ['(spec|harness)\\.ts$', options.exclude.path] } },
};
