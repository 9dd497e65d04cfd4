import { AppProcess, get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';
import type { Browser } from 'playwright-core';
import { findSerious, launchBrowser, openTab, takePicture, type Tab } from './browser.harness';

/** Each page, its title in both languages, and what is there when it is loaded. */
const PAGES = [
  { path: 'now', titles: ['needs you|need you', 'te necesita'], part: '.now-causes' },
  { path: 'map', titles: ['Map', 'Mapa'], part: '.react-flow__node' },
  { path: 'queues', titles: ['Queues', 'Colas'], part: '.queues-table tbody tr' },
  { path: 'messages', titles: ['Messages', 'Mensajes'], part: '.message-row[role]' },
  {
    path: 'failures',
    titles: ['dead letters in', 'mensajes muertos en'],
    part: '.failure-list li',
  },
  { path: 'later', titles: ['Later', 'Más tarde'], part: '.later-day[aria-pressed=true]' },
  { path: 'publish', titles: ['Publish', 'Publicar'], part: '.publish-queues li' },
  { path: 'activity', titles: ['Activity', 'Actividad'], part: '.empty-place' },
] as const;
const LOOKS = (
  [
    ['en', 'light'],
    ['es', 'dark'],
  ] as const
).flatMap(([language, theme]) => PAGES.map((page) => ({ ...page, language, theme })));
const DEAD = ['dead-1', 'dead-2', 'dead-3'];
const HOSTILE = '<img src=x onerror="window.harmed=1">';

describe('the page of the desk', () => {
  let system: RunningSystem;
  let desk: AppProcess;
  let url: string;
  let browser: Browser;
  let tab: Tab;

  const startDesk = async (port = '0'): Promise<void> => {
    desk = AppProcess.start('desk', { RABBITMQ_URL: system.vhost.url, DESK_PORT: port });
    url = await desk.ready();
  };

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
    await startDesk();
    for (const id of DEAD) await send(id, { lab: { fail: 'permanent' } });
    await send(HOSTILE);
    await send('later-1', {}, { deliverAfter: 172_800_000 });
    await waitFor('the dead letter at the desk', async () => {
      const { body } = await get(`${url}/now`);
      return JSON.stringify(body).includes('dead-letters') || undefined;
    });
  });

  afterAll(async () => {
    await browser.close();
    await desk.stop();
    await system.stop();
  });

  beforeEach(async () => (tab = await openTab(browser)));
  afterEach(async () => {
    if (tab.faults.length > 0) throw new Error(tab.faults.join('\n'));
    await tab.page.close();
  });

  async function send(id: string, payload: object = {}, options?: object): Promise<void> {
    const { status } = await post(`${system.gatewayUrl}/send`, {
      ...{ id, tipo: 'PAGE', payload, options },
    });
    expect(status).toBe(202);
  }

  it.each(LOOKS)('$path is whole in $language and $theme', async (look) => {
    const { language, part, path, theme, titles } = look;
    await tab.page.goto(`${url}/ui/${path}?lang=${language}&theme=${theme}`);
    await tab.page.locator(part).first().waitFor();
    const title = await tab.page.locator('h1').textContent();
    expect(title).toMatch(new RegExp(titles[language === 'en' ? 0 : 1]));
    expect(await tab.page.locator('html').getAttribute('lang')).toBe(language);
    expect(await findSerious(tab.page)).toEqual([]);
    await takePicture(tab.page, `${path}-${language}-${theme}`);
  });

  it('fits a phone', async () => {
    const phone = await openTab(browser, { width: 390, height: 844 });
    await phone.page.goto(`${url}/ui/now`);
    await phone.page.locator('.now-causes').waitFor();
    const overhang = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await phone.page.evaluate(overhang)).toBe(0);
    await takePicture(phone.page, 'now-phone');
    await phone.page.close();
  });

  it('says in the title of the tab how many things need a person', async () => {
    await tab.page.goto(`${url}/`);
    await waitFor('the count', async () => /^\([1-9]/.test(await tab.page.title()) || undefined);
    expect(tab.page.url()).toBe(`${url}/ui/now`);
  });

  it('opens pages by keys, and lists the keys', async () => {
    await tab.page.goto(`${url}/ui/now?lang=en`);
    await tab.page.locator('.now-causes').waitFor();
    await tab.page.keyboard.press('g');
    await tab.page.keyboard.press('q');
    await tab.page.locator('.queues-table tbody tr').first().waitFor();
    await tab.page.keyboard.press('?');
    await tab.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(await findSerious(tab.page)).toEqual([]);
  });

  it('finds what is pasted, and shows hostile text as text', async () => {
    await tab.page.goto(`${url}/ui/now?lang=en`);
    await tab.page.locator('.now-causes').waitFor();
    await tab.page.keyboard.press('Control+k');
    await tab.page.getByPlaceholder('Find an id').fill(HOSTILE);
    await tab.page.getByText(`Event ${HOSTILE}`).waitFor();
    expect(await tab.page.evaluate('window.harmed')).toBeUndefined();
    expect(await findSerious(tab.page)).toEqual([]);
  });

  it('shows where a message would go, and what nearly fits', async () => {
    await tab.page.goto(`${url}/ui/map?lang=en&exchange=events.topic`);
    const answer = tab.page.locator('.map-answer');
    await tab.page.getByPlaceholder('Where would it go?').fill('orders.eu.returned');
    await answer.getByText('Reaches 1 queue').waitFor();
    expect(await answer.textContent()).toContain('orders.audit');
    await tab.page.goto(`${url}/ui/map?lang=en&exchange=events.topic&ask=order.eu.paid`);
    await answer.getByText('No queue would have it').waitFor();
    expect(await answer.textContent()).toContain('orders.*.paid');
    expect(await tab.page.locator('.map-node[data-dim=false]').count()).toBe(0);
  });

  it('shows a queue over time at an address of its own', async () => {
    await tab.page.goto(`${url}/ui/queues?lang=en`);
    await tab.page.getByRole('button', { name: 'Details of mensajes' }).press('Enter');
    await tab.page.getByRole('dialog').getByText('Messages a second').waitFor();
    expect(tab.page.url()).toContain('queue=mensajes');
    await tab.page.locator('.uplot').first().waitFor();
    expect(await findSerious(tab.page)).toEqual([]);
  });

  it('puts failures right in three actions: open them, fix the event, send one and then the rest', async () => {
    await tab.page.goto(`${url}/ui/failures?lang=en`);
    await tab.page.locator('.failure-list a').first().click();
    await tab.page.getByRole('button', { name: 'Fix and redrive' }).click();
    const editor = tab.page.locator('.cm-content');
    await editor.getByText('"fail"').waitFor();
    const [id = ''] = /dead-\d/.exec((await editor.textContent()) ?? '') ?? [];
    await editor.press('Control+a');
    await tab.page.keyboard.insertText(JSON.stringify({ id, tipo: 'PAGE', payload: {} }));
    await tab.page.getByRole('button', { name: 'Send one, then the other 2' }).click();
    await tab.page.getByText('3 processed').waitFor();
    expect(await findSerious(tab.page)).toEqual([]);
    await takePicture(tab.page, 'group-repaired');
    const { body } = await get(`${system.workerUrl}/messages?queue=mensajes&outcome=processed`);
    const processed = (body as unknown as { id: string }[]).map((each) => each.id);
    expect(processed.filter((each) => DEAD.includes(each)).sort()).toEqual(DEAD);
  });

  it('publishes an event by hand: what a queue would refuse stays here, and the story of what was sent opens', async () => {
    await tab.page.goto(`${url}/ui/publish?lang=en&to=topic&key=orders.eu.created`);
    await tab.page.getByText('refuses it').waitFor();
    const send = tab.page.getByRole('button', { name: 'Publish', exact: true });
    expect(await send.isDisabled()).toBe(true);
    await tab.page.locator('.cm-lint-marker-error').first().waitFor();
    await tab.page.getByRole('button', { name: 'Use the example of orders.created' }).click();
    await tab.page.getByText('refuses it').waitFor({ state: 'detached' });
    await send.click();
    await tab.page.getByRole('link', { name: 'See what becomes of it' }).click();
    await tab.page.locator('h1').getByText('ORDER_CREATED').waitFor();
    await tab.page.goto(`${url}/ui/activity?lang=en`);
    await tab.page.getByText('events.topic orders.eu.created').waitFor();
  });

  it('says that the desk does not answer, and goes on when it is back, without a reload', async () => {
    await tab.page.goto(`${url}/ui/now?lang=en`);
    const state = (name: string) => tab.page.locator(`.live-indicator[data-state=${name}]`);
    await state('live').waitFor();
    await tab.page.evaluate('window.loadedOnce = true');
    await desk.stop('SIGKILL');
    await state('lost').waitFor();
    await startDesk(new URL(url).port);
    await state('live').waitFor();
    expect(await tab.page.evaluate('window.loadedOnce')).toBe(true);
  });
});
