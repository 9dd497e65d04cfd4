import { fireEvent, screen, within } from '@testing-library/react';
import { renderPage } from '../testing/render-page';
import ActivityView from './activity-view';

const REDRIVEN = {
  ...{ offset: 1, action: 'redriven', at: '2026-11-30T10:00:00.000Z', by: 'ana', edited: true },
  ...{ reason: '<i>fixed</i>', queue: 'orders', messageId: 'm', deadLetterId: 'd' },
};
const PAUSED = {
  ...{ ...REDRIVEN, offset: 2, action: 'pause', by: 'luis', edited: false, queue: 'mensajes' },
  ...{ deadLetterId: undefined, result: '2 of 2 workers do so' },
};

describe('the page of activity', () => {
  it('says who did what and why, the newest first, and gives all of it as a file', async () => {
    const answers = { 'GET /audit': [REDRIVEN, PAUSED] };
    const at = '/activity?queue=mensajes';
    const { asked } = renderPage(ActivityView, { answers, at, path: '/activity' });
    const [newest, older] = await screen.findAllByRole('listitem');
    expect(within(newest!).getByText('Paused')).toBeTruthy();
    expect(newest?.textContent).toContain('luis');
    expect(newest?.textContent).toContain('2 of 2 workers do so');
    expect(older?.textContent).toContain('Redriven edited');
    expect(older?.textContent).toContain('<i>fixed</i>');
    expect(asked[0]?.url.search).toBe('?queue=mensajes&limit=50');
    const csv = screen.getByRole('link', { name: 'CSV' });
    expect(csv.getAttribute('href')).toBe('http://localhost/audit?queue=mensajes&format=csv');
  });

  it('says what would be here', async () => {
    renderPage(ActivityView, { answers: { 'GET /audit': [] }, at: '/activity', path: '/activity' });
    expect(await screen.findByText('No action matches')).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Who' }), { target: { value: 'a' } });
    expect(screen.getByRole('textbox', { name: 'Who' })).toHaveProperty('value', 'a');
  });
});
