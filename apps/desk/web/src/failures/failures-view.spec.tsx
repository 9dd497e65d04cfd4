import { act, fireEvent, screen, within } from '@testing-library/react';
import { FakeEventSource } from '../testing/browser-parts';
import { renderPage, type ShownPage } from '../testing/render-page';
import FailuresView from './failures-view';

const LONG_AGO = '2026-11-01T10:00:00.000Z';
const OLD = {
  ...{ group: 'aa', queue: 'orders', handler: 'Orders.receive', code: 'no_stock', count: 1_200 },
  ...{ message: 'no stock of <text>', first: LONG_AGO, last: LONG_AGO, sample: {} },
};
const FRESH = {
  ...{ ...OLD, group: 'bb', count: 14, code: 'invalid_event', message: '<img src=x onerror=1>' },
  ...{ handler: null, first: new Date().toISOString() },
};

function show(groups: () => object[], at = '/failures'): ShownPage {
  const answers = {
    'GET /dead-letters/groups': groups,
    'GET /schemas': { queues: [{ queue: 'orders', event: 'OrderDto' }], commands: [] },
  };
  return renderPage(FailuresView, { answers, at, path: '/failures' });
}

describe('the page of failures', () => {
  it('says how many there are, the newest kind first, each with its cause, place and number', async () => {
    show(() => [OLD, FRESH]);
    await screen.findByRole('heading', { name: '1,214 dead letters in 2 groups' });
    const [first, second] = screen.getAllByRole('listitem');
    expect(first?.textContent).toContain('<img src=x onerror=1>Newinvalid_eventordersno handler');
    expect(second?.textContent).not.toContain('New');
    expect(within(second!).getByLabelText('1,200 dead letters').textContent).toBe('1,200');
    expect(within(second!).getByRole('link').getAttribute('href')).toBe('/failures/aa');
  });

  it('asks for what the address says, and says so where nothing matches', async () => {
    const { address, asked } = show(() => [], '/failures?queue=orders&code=no_stock');
    await screen.findByText('No open dead letter matches');
    const query = asked.find(({ url }) => url.pathname.endsWith('groups'))?.url.search;
    expect(query).toBe('?queue=orders&code=no_stock&limit=100');
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await screen.findByText('Nothing has failed for good');
    expect(address()).toBe('/failures');
  });

  it('shows what dies while it is looked at', async () => {
    let groups: object[] = [OLD];
    show(() => groups);
    await screen.findByRole('heading', { name: '1,200 dead letters in 1 group' });
    groups = [OLD, FRESH];
    const counts = { 'dead-lettered': 1 };
    act(() => FakeEventSource.newest?.emit('records', { records: [], skipped: 0, counts }));
    const heading = { name: '1,214 dead letters in 2 groups' };
    expect(await screen.findByRole('heading', heading)).toBeTruthy();
  });
});
