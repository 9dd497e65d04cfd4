import { act, fireEvent, screen, within } from '@testing-library/react';
import MockEditor from '../testing/plain-editor';
import { renderPage, type Answers, type ShownPage } from '../testing/render-page';
import GroupView from './group-view';

jest.mock('../parts/json-editor/json-editor', () => ({ __esModule: true, default: MockEditor }));

const AT = '2026-11-30T10:00:00.000Z';
const EVENT = { id: '7', tipo: 'ORDER_CREATED', payload: { total: -5, note: '<b>x</b>' } };
const FAILURE = { code: 'invalid_event', message: 'total must be positive', stack: 'at Order.pay' };
const LETTER = {
  ...{ deadLetterId: 'd1', messageId: 'm-1', queue: 'orders', state: 'open', failure: FAILURE },
  ...{ at: AT, attempt: 1, body: JSON.stringify(EVENT), encoding: 'utf8' },
};
const GROUP = {
  ...{ group: 'aa', queue: 'orders', handler: 'Orders.pay', code: 'invalid_event', open: 2 },
  ...{ message: 'total must be positive', first: AT, firstSeen: AT, last: AT, settled: 0 },
  ...{ sample: LETTER, tipos: [{ name: 'ORDER_CREATED', count: 2 }], workers: [] },
  suspects: [
    { words: 'began 40 s after the first record of host-2', kind: 'worker-started', at: AT },
  ],
};
const RUNNING = {
  ...{ id: 'op', action: 'redrive', state: 'running', canary: 'testing', reason: 'x', total: 2 },
  ...{ left: 1, problems: [] },
  counts: { done: 1, skipped: 0, refused: 0, failed: 0, succeeded: 0, deadAgain: 0 },
};

function show(more: Answers = {}): ShownPage {
  const isFixed = (body: string): boolean => !body.includes('-5') && body !== '{"group":"aa"}';
  const answers = {
    'GET /groups/aa': GROUP,
    'GET /dead-letters': [LETTER, { ...LETTER, deadLetterId: 'd2', messageId: 'm-2' }],
    'POST /schemas/orders/check': ({ body }: { body: string }) =>
      isFixed(body)
        ? { ok: true }
        : { ok: false, faults: [{ pointer: '/payload/total', detail: 'total must be positive' }] },
    'POST /dead-letters/preview': ({ body }: { body: string }) =>
      ['d1', 'd2']
        .map((deadLetterId) => {
          const verdict = isFixed(body) ? 'would_pass' : 'would_fail';
          return JSON.stringify({ deadLetterId, messageId: deadLetterId, verdict, reason: 'no' });
        })
        .join('\n'),
    ...more,
  };
  return renderPage(GroupView, { answers, at: '/failures/aa', path: '/failures/$group' });
}

describe('the page of one kind of failure', () => {
  it('says why, marks the field that is wrong, and lists the members', async () => {
    show();
    await screen.findByRole('heading', { level: 1, name: 'total must be positive' });
    const [marked] = await screen.findAllByText('total must be positive', { selector: 'em' });
    expect(marked?.closest('li')?.textContent).toBe('    "total": -5,total must be positive');
    expect(screen.getByText('at Order.pay')).toBeTruthy();
    expect(screen.getByText('began 40 s after the first record of host-2')).toBeTruthy();
    const members = await screen.findByRole('region', { name: 'Open dead letters' });
    expect(await within(members).findByText('m-2')).toBeTruthy();
    expect(screen.getByText('2 open dead letters')).toBeTruthy();
  });

  it('sends exactly those that would pass, with the change of the sample, and a canary', async () => {
    const { address, asked } = show({ 'POST /operations': RUNNING, 'GET /operations/op': RUNNING });
    fireEvent.click(await screen.findByRole('button', { name: 'Fix and redrive' }));
    await screen.findByText('would fail again');
    await screen.findByText(/^Off: none would pass/);
    const text = JSON.stringify({ ...EVENT, payload: { ...EVENT.payload, total: 5 } });
    fireEvent.change(screen.getByRole('textbox', { name: /^The event/ }), {
      target: { value: text },
    });
    const send = await screen.findByRole('button', { name: 'Send one, then the other 1' });
    expect(screen.getByText('/payload/total').parentElement?.textContent).toBe('/payload/total-55');
    act(() => void fireEvent.click(send));
    await screen.findByText('The first one was sent; its result is awaited.');
    const order = asked.find(
      ({ method, url }) => method === 'POST' && url.pathname === '/operations',
    );
    expect(JSON.parse(order?.body ?? '')).toEqual({
      ...{ action: 'redrive', ids: ['d1', 'd2'], reason: 'fixed /payload/total' },
      canary: { count: 1, waitMs: 30_000 },
      patch: [{ op: 'replace', path: '/payload/total', value: 5 }],
    });
    expect(address()).toContain('operation=op');
  });
});
