import { fireEvent, screen } from '@testing-library/react';
import { setPreferences } from '../preferences/preferences';
import MockEditor from '../testing/plain-editor';
import { renderPage, type Answers, type ShownPage } from '../testing/render-page';
import PublishView from './publish-view';

jest.mock('../parts/json-editor/json-editor', () => ({ __esModule: true, default: MockEditor }));

const WAYS = [
  { way: 'send', exchange: '', type: 'direct', routingKey: 'inbox' },
  { way: 'topic', exchange: 'news', type: 'topic', exampleKey: 'eu.any' },
  { way: 'kinds', exchange: 'kinds', type: 'headers', routingKey: '', exampleHeaders: { n: 1 } },
];
const SENT = { outcome: 'confirmed', messageId: 'm-1', exchange: 'news', routingKey: 'eu.it' };

function show(at: string, more: Answers = {}): ShownPage {
  const answers = {
    'GET /publishes/ways': { ways: WAYS },
    'POST /topology/route': ({ body }: { body: string }) => ({
      routes: [{ queues: body.includes('nowhere') ? [] : ['readers'], near: ['eu.*'] }],
    }),
    'POST /schemas/readers/check': ({ body }: { body: string }) =>
      body.includes('TITLE')
        ? { ok: true }
        : { ok: false, faults: [{ pointer: '/payload/title', detail: 'title is missing' }] },
    'GET /schemas/readers': { example: { id: '1', tipo: 'TITLE', payload: {} } },
    'POST /publishes': SENT,
    ...more,
  };
  return renderPage(PublishView, { answers, at, path: '/publish' });
}

const sendButton = async (name = 'Publish'): Promise<HTMLButtonElement> =>
  screen.findByRole('button', { name });
const ordersOf = ({ asked }: ShownPage): unknown[] =>
  asked
    .filter(({ method, url }) => method === 'POST' && url.pathname === '/publishes')
    .map(({ body }) => JSON.parse(body) as unknown);

describe('the page that publishes by hand', () => {
  it('says which queue would refuse the event and why, and sends the example that it accepts', async () => {
    const page = show('/publish?to=topic&key=eu.it');
    await screen.findByText('title is missing');
    await screen.findByText('A queue would refuse the event.');
    expect((await sendButton()).disabled).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Use the example of readers' }));
    await screen.findByText('accepts it');
    fireEvent.change(screen.getByLabelText('Reason (shown in Activity)'), {
      target: { value: 'try' },
    });
    fireEvent.click(await sendButton());
    await screen.findByText('Confirmed by the broker');
    const story = screen.getByRole('link', { name: 'See what becomes of it' });
    expect(story.getAttribute('href')).toContain('/messages/m-1');
    expect(ordersOf(page)).toEqual([
      {
        ...{ exchange: 'news', routingKey: 'eu.it', headers: {}, why: 'try' },
        event: { id: '1', tipo: 'TITLE', payload: {} },
      },
    ]);
  });

  it('sends nothing that no queue would have, and names what nearly fits', async () => {
    show('/publish?to=topic&key=nowhere');
    await screen.findByText('No queue would receive it');
    expect(screen.getByText('eu.*')).toBeTruthy();
    expect((await sendButton()).disabled).toBe(true);
  });

  it('sends no headers that it does not show, and takes an emptied key for none', async () => {
    const page = show('/publish?to=topic&headers=hidden%3D1');
    const key = await screen.findByLabelText('Routing key');
    expect(key).toHaveProperty('value', 'eu.any');
    fireEvent.change(key, { target: { value: '' } });
    expect(screen.getByLabelText('Routing key')).toHaveProperty('value', '');
    fireEvent.click(await screen.findByRole('button', { name: 'Use the example of readers' }));
    await screen.findByText('accepts it');
    fireEvent.click(await sendButton());
    await screen.findByText('Confirmed by the broker');
    expect(ordersOf(page)).toEqual([
      { exchange: 'news', headers: {}, event: { id: '1', tipo: 'TITLE', payload: {} } },
    ]);
  });

  it('sends nothing that is no JSON', async () => {
    show('/publish');
    const editor = await screen.findByRole('textbox', { name: 'Event' });
    fireEvent.change(editor, { target: { value: '{' } });
    await screen.findByText('The event is not valid JSON.');
    expect((await sendButton()).disabled).toBe(true);
  });

  it('begins with the headers of a binding, and takes others', async () => {
    const page = show('/publish?to=kinds');
    const headers = await screen.findByLabelText('Headers, as lang=es, urgent=true');
    expect(headers).toHaveProperty('value', 'n=1');
    fireEvent.change(headers, { target: { value: 'n=2, urgent=true' } });
    await screen.findByText('title is missing');
    const asked = page.asked.findLast(({ url }) => url.pathname === '/topology/route');
    expect(JSON.parse(asked?.body ?? '')).toMatchObject({ headers: { n: 2, urgent: true } });
  });

  it('schedules an event, and refuses a time that has passed or is too far ahead', async () => {
    setPreferences({ zone: 'utc' });
    const sent = { ...SENT, deliverAt: '2099-01-01T08:00:00.000Z' };
    const page = show('/publish?example=retry', { 'POST /publishes': sent });
    fireEvent.click(await screen.findByRole('button', { name: 'Use the example of readers' }));
    await screen.findByText('accepts it');
    const time = screen.getByLabelText('Deliver at (UTC)');
    fireEvent.change(time, { target: { value: '2020-01-01T08:00' } });
    await screen.findByText('That time has passed.');
    fireEvent.change(time, { target: { value: '2099-01-01T08:00' } });
    await screen.findByText('That is more than 30 days ahead.');
    const deliverAt = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
    fireEvent.change(time, { target: { value: deliverAt } });
    fireEvent.click(await sendButton('Publish for later'));
    await screen.findByText(/^Confirmed, to be delivered at/);
    expect(ordersOf(page)).toMatchObject([{ deliverAt: `${deliverAt}:00.000Z` }]);
  });
});
