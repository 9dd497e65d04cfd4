import { Button } from '@mantine/core';
import { ErrorNote } from '../parts/error-note';
import { useConsumers, useOrder, type Consumer, type Order } from './orders.queries';
import { useQueuesTexts } from './use-queues-texts';

/** Who consumes a queue, and pausing it in all workers: it is paused when each of them says so. */
export function QueueConsumers({ queue }: { queue: string }): React.JSX.Element {
  const texts = useQueuesTexts();
  const { data: consumers = [], error } = useConsumers(queue);
  const order = useOrder(queue);
  const wanted: Order = consumers.some(({ state }) => state !== 'paused') ? 'pause' : 'resume';
  const waitingFor = order.data?.waitingFor ?? [];
  return (
    <section className="queue-consumers">
      <header>
        <h3 className="queue-chart-title">{texts.consumedBy}</h3>
        <Button
          size="xs"
          variant="default"
          disabled={consumers.length === 0}
          loading={order.isPending}
          onClick={() => order.mutate(wanted)}
        >
          {texts.orders[wanted]}
        </Button>
      </header>
      <ErrorNote error={error ?? order.error} />
      {consumers.length === 0 && <p className="soft">{texts.noConsumer}</p>}
      {consumers.map((each) => (
        <ConsumerLine key={each.name} consumer={each} />
      ))}
      {waitingFor.length > 0 && (
        <p className="queue-bad">{texts.waitingFor(waitingFor.join(', '))}</p>
      )}
    </section>
  );
}

function ConsumerLine({ consumer }: { consumer: Consumer }): React.JSX.Element {
  const { consumerState, running } = useQueuesTexts();
  const { name, prefetch, state, version } = consumer;
  return (
    <p>
      <span className="mono">{name}</span> <span className="soft">{version}</span>{' '}
      <b>{consumerState[state] ?? state}</b>{' '}
      <span className="soft">{running(consumer.running, prefetch)}</span>
    </p>
  );
}
