import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../tools/setup/ensure-chromium';

const FLAGS =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking ' +
  '--disable-component-update --disable-sync';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Pictures of each page, for people to look at. Git ignores the folder. */
const PICTURES = join(__dirname, '../../dist/pictures');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no chromium: npm test installs one');
  return chromium.launch({ executablePath, args: FLAGS.split(' ') });
}

/** A tab that keeps what went wrong in it: errors of scripts, and what the content policy refused. */
export async function openTab(browser: Browser, size = { width: 1440, height: 900 }): Promise<Tab> {
  const page = await browser.newPage({ viewport: size });
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (line) => {
    if (/Content Security Policy|Refused/.test(line.text())) faults.push(line.text());
  });
  return { page, faults };
}

export interface Tab {
  readonly page: Page;
  readonly faults: string[];
}

/** What axe finds that is serious or worse. */
export async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
