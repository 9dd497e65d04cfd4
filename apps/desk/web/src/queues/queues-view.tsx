import { SegmentedControl, Skeleton, TextInput, Title } from '@mantine/core';
import { EmptyPlace } from '../parts/empty-place';
import { ErrorNote } from '../parts/error-note';
import { useQueryState } from '../page/use-query-state';
import { chooseQueues } from './choose-queues';
import { QueueDrawer } from './queue-drawer';
import { QueueTable } from './queue-table';
import './queues.css';
import { useQueues } from './queues.queries';
import { useQueuesTexts } from './use-queues-texts';

export default function QueuesView(): React.JSX.Element {
  const texts = useQueuesTexts();
  const [state, change] = useQueryState();
  const { data, error } = useQueues();
  const shown = data && chooseQueues(data.queues, state);
  return (
    <div className="page">
      <div className="queues-head">
        <Title order={1}>{texts.title}</Title>
        <TextInput
          size="sm"
          aria-label={texts.find}
          placeholder={texts.find}
          value={state.q ?? ''}
          onChange={({ currentTarget }) => change({ q: currentTarget.value || undefined })}
        />
        <SegmentedControl
          size="sm"
          aria-label={texts.kindsLabel}
          value={state.kind === 'all' ? 'all' : 'work'}
          data={[
            { value: 'work', label: texts.kinds.work },
            { value: 'all', label: texts.kinds.all },
          ]}
          onChange={(kind) => change({ kind: kind === 'all' ? kind : undefined })}
        />
      </div>
      <ErrorNote error={error} />
      {data?.reason && <p className="soft queues-note">{texts.amqpOnly(data.reason)}</p>}
      <section className="card">
        {!shown && <Skeleton height={360} radius="lg" />}
        {shown?.length === 0 && <EmptyPlace title={texts.none} hint={texts.noneHint} />}
        {shown && shown.length > 0 && (
          <QueueTable queues={shown} onOpen={(queue) => change({ queue }, { push: true })} />
        )}
      </section>
      <QueueDrawer queue={data?.queues.find(({ name }) => name === state.queue)} />
    </div>
  );
}
