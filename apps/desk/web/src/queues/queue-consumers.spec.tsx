import { fireEvent, screen } from '@testing-library/react';
import { renderPage } from '../testing/render-page';
import { QueueConsumers } from './queue-consumers';

const worker = (name: string, state: string): object => ({
  ...{ name, version: '1.4.0', state: 'alive' },
  queues: [{ queue: 'orders', state, prefetch: 20, running: 3 }],
});

describe('the workers of a queue', () => {
  it('are paused by an order to all, which says who does not follow it', async () => {
    let state = 'attached';
    const answers = {
      'GET /workers': () => ({ processes: [worker('a:1', state), worker('b:2', 'attached')] }),
      'POST /queues/orders/pause': () => {
        state = 'paused';
        return { followedBy: ['a:1'], waitingFor: ['b:2'] };
      },
    };
    const Orders = (): React.JSX.Element => <QueueConsumers queue="orders" />;
    renderPage(Orders, { answers, at: '/queues', path: '/queues' });
    expect(await screen.findAllByText('consuming')).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Pause in all workers' }));
    await screen.findByText('The order stands; not followed yet by b:2');
    expect(await screen.findByText('paused')).toBeTruthy();
    expect(screen.getAllByText('consuming')).toHaveLength(1);
  });
});
