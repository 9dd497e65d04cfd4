import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program';

const ROOT = join(__dirname, '../..');
const OPTIONS = ['--offline', '--ignore-scripts', '--install-links=false', '--no-audit'];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly bundleDependencies?: readonly string[];
}

/**
 * Installs the application of a folder without a registry: Warren's tarballs as npm makes them, and all
 * else, with what the library asks for and nothing more, linked to the packages here.
 * @param library the folder that the library's tarball was made of
 */
export async function installOffline(folder: string, library: string): Promise<void> {
  const application = await readManifest(folder);
  const { bundleDependencies = [], dependencies, peerDependencies } = await readManifest(library);
  const asked = Object.keys({ ...dependencies, ...peerDependencies }).filter(
    (name) => !bundleDependencies.includes(name),
  );
  const manifest = {
    ...application,
    dependencies: linkAll({
      ...Object.fromEntries(asked.map((name) => [name, '*'])),
      ...application.dependencies,
    }),
    devDependencies: linkAll(application.devDependencies ?? {}),
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await runProgram(folder, 'npm', 'install', ...OPTIONS);
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function linkAll(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  const links = Object.entries(dependencies).map(([name, from]) => [
    name,
    from.startsWith('file:') ? from : `file:${join(ROOT, 'node_modules', name)}`,
  ]);
  return Object.fromEntries(links) as Record<string, string>;
}
