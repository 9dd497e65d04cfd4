// @ts-check
'use strict';

const {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { byVersion } = require('./find-rabbitmq');
const { SetupError, runCommand, runOrFail } = require('../setup/run-command');

/** Which suite of Debian has which RabbitMQ. */
const SUITES = new Map([
  ['4.0', 'trixie'],
  ['4.3', 'forky'],
]);
const OS_RELEASE = '/etc/os-release';
const APT_SOURCES = '/etc/apt/sources.list.d';
const SCRIPTS = '/usr/share/debootstrap/scripts';
const PROGRAMS = /** @type {const} */ (['rabbitmq-server', 'rabbitmqctl']);

/**
 * Brings another RabbitMQ than the machine's: the packages of a newer Debian suite in a folder of their
 * own, kept for the next time (400 MB, one to three minutes). Needs Debian and root.
 * @param {string} version `4.0` or `4.3`
 * @param {import('../setup/report-steps').StepReporter} reporter
 * @returns {Promise<string>} a folder with the programs of this RabbitMQ, for RABBITMQ_PROGRAMS
 * @throws {SetupError}
 */
async function ensureNewerRabbitmq(version, reporter) {
  const suite = SUITES.get(version);
  if (!suite) {
    throw new SetupError(
      `No RabbitMQ '${version}' here. There are: ${[...SUITES.keys()].join(', ')}.`,
    );
  }
  const folder = folderOf(version);
  const root = join(folder, 'root');
  if (!existsSync(root)) {
    if (!(await canInstall()))
      throw new SetupError(
        `RabbitMQ ${version} is installed on Debian only, as root with the right to mount.`,
      );
    await reporter.step(`Installing RabbitMQ ${version} (Debian ${suite})`, () =>
      installInto(root, suite, findMirror()),
    );
  }
  return writePrograms(folder, root);
}

/** @param {string} version @param {string} [home] */
function folderOf(version, home = homedir()) {
  return join(home, '.cache', 'warren', `rabbitmq-${version}`);
}

/**
 * The `rabbitmq-server` of the newest RabbitMQ that was installed like that. Only root can run it.
 * @param {string} home
 * @returns {string | undefined}
 */
function findDownloaded(home) {
  if (process.getuid?.() !== 0) return undefined;
  const servers = [...SUITES.keys()].map((each) =>
    join(folderOf(each, home), 'programs', PROGRAMS[0]),
  );
  return servers.sort(byVersion).find(existsSync);
}

/** @param {string} root @param {string} suite @param {string} mirror */
async function installInto(root, suite, mirror) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  if (!existsSync(SCRIPTS)) {
    await runOrFail('apt-get', ['update'], { env });
    await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', 'debootstrap'], {
      env,
    });
  }
  // Under another name until it is whole: an interrupted installation must not pass for one.
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const own = join(SCRIPTS, suite);
  // An older debootstrap does not know the newest suites; they are installed alike.
  const script = existsSync(own) ? own : join(SCRIPTS, 'sid');
  await runOrFail('debootstrap', ['--variant=minbase', suite, unfinished, mirror, script], { env });
  writeFileSync(join(unfinished, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  copyFileSync('/etc/resolv.conf', join(unfinished, 'etc/resolv.conf'));
  writeFileSync(join(unfinished, 'etc/hosts'), '127.0.0.1 localhost\n');
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'rabbitmq-server'];
  await runOrFail('chroot', [unfinished, ...install], {
    env: { ...env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  renameSync(unfinished, root);
}

/** Containers are often without the right to mount, also for root. */
async function canInstall() {
  if (process.getuid?.() !== 0 || !isDebian()) return false;
  return (await runCommand('unshare', ['-m', '--propagation', 'private', 'true'])).code === 0;
}

function isDebian() {
  return existsSync(OS_RELEASE) && /^ID=debian$/m.test(readFileSync(OS_RELEASE, 'utf8'));
}

/** Where this machine's own apt looks. */
function findMirror() {
  const files = existsSync(APT_SOURCES) ? readdirSync(APT_SOURCES) : [];
  const texts = files.map((file) => readFileSync(join(APT_SOURCES, file), 'utf8'));
  return /^URIs:\s*(\S+)/m.exec(texts.join('\n'))?.[1] ?? 'http://deb.debian.org/debian';
}

/**
 * Each program runs in a mount namespace of its own, in which the root has /proc and the folder the
 * program is started in. `exec` all along: the process id is the program's, and the mounts go with it.
 * @param {string} folder @param {string} root
 */
function writePrograms(folder, root) {
  const lib = join(root, 'usr/lib/rabbitmq/lib');
  const [versioned] = readdirSync(lib).filter((name) => name.startsWith('rabbitmq_server-'));
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  const write = (/** @type {string} */ name, /** @type {string} */ script) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}`, { mode: 0o755 });
  for (const name of PROGRAMS) {
    const inside = `/usr/lib/rabbitmq/lib/${versioned}/sbin/${name}`;
    write(
      name,
      `export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
exec unshare -m --propagation private sh -ec '
  root=$1 program=$2; shift 2
  mount -t proc proc "$root/proc"
  mkdir -p "$root$PWD"
  mount --bind "$PWD" "$root$PWD"
  exec chroot "$root" sh -c "cd \\"\\$0\\" && exec \\"\\$@\\"" "$PWD" "$program" "$@"
' sh '${root}' '${inside}' "$@"
`,
    );
  }
  write('epmd', `exec chroot '${root}' /usr/bin/epmd "$@"\n`);
  return programs;
}

module.exports = { ensureNewerRabbitmq, findDownloaded, NEWER_VERSIONS: [...SUITES.keys()] };
