import { Drawer, SegmentedControl } from '@mantine/core';
import type { Dto } from '../api/client';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { QueueCharts } from './queue-charts';
import { QueueConsumers } from './queue-consumers';
import { STEPS, type Step } from './queues.queries';
import { useQueuesTexts } from './use-queues-texts';

type Queue = Dto<'QueueDto'>;

/** One queue over time, beside the list. The address says which and how far back. */
export function QueueDrawer({ queue }: { queue: Queue | undefined }): React.JSX.Element {
  const texts = useQueuesTexts();
  const [state, change] = useQueryState();
  const step: Step = STEPS.find((each) => each === state.step) ?? '10s';
  return (
    <Drawer
      opened={queue !== undefined}
      onClose={() => change({ queue: undefined, step: undefined })}
      position="right"
      size="lg"
      title={<span className="mono">{queue?.name}</span>}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      {queue && (
        <>
          <Facts queue={queue} />
          {queue.kind === 'work' && <QueueConsumers queue={queue.name} />}
          <SegmentedControl
            fullWidth
            size="xs"
            my="md"
            aria-label={texts.range}
            value={step}
            data={STEPS.map((value) => ({ value, label: texts.ranges[value] }))}
            onChange={(value) => change({ step: value })}
          />
          <QueueCharts queue={queue.name} step={step} />
        </>
      )}
    </Drawer>
  );
}

function Facts({ queue }: { queue: Queue }): React.JSX.Element {
  const { details } = useQueuesTexts();
  const { away, count, rate } = useFormats();
  const facts = [
    [details.ready, count(queue.ready)],
    [details.unacked, count(queue.unacked)],
    [details.net, rate(queue.netPerSecond)],
    [details.oldest, queue.oldestAt ? away(queue.oldestAt) : '–'],
    [details.type, queue.type ?? '–'],
    [details.leader, queue.leader ?? '–'],
  ] as const;
  return (
    <dl className="queue-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
