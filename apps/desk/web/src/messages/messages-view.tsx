import { Title } from '@mantine/core';
import { useMemo } from 'react';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { ErrorNote } from '../parts/error-note';
import { ExportMenu } from './search/export-menu';
import { FilterBar } from './search/filter-bar';
import { Histogram } from './search/histogram';
import { MessageDrawer } from './message-drawer';
import { MessageList } from './message-list';
import './messages.css';
import { TailSwitch } from './tail-switch';
import { useCounts, useMessages } from './messages.queries';
import { OutcomeTabs } from './search/outcome-tabs';
import { readFilters } from './search/read-filters';
import { useMessagesTexts } from './use-messages-texts';
import { useNewer } from './use-newer';

export default function MessagesView(): React.JSX.Element {
  const texts = useMessagesTexts();
  const { count } = useFormats();
  const [state] = useQueryState();
  // The same filters are the same object, when other parts of the address change.
  const asked = JSON.stringify(readFilters(state));
  const filters = useMemo(() => readFilters(state), [asked]);
  const list = useMessages(filters);
  const counts = useCounts(filters);
  const newer = useNewer(filters, list.isPlaceholderData ? undefined : list.data);
  return (
    <div className="page messages">
      <header className="messages-head">
        <Title order={1}>{texts.title}</Title>
        <span className="soft wide-only">
          {counts.data && texts.total(count(counts.data.total), counts.data.complete)}
        </span>
        <span style={{ flex: 1 }} />
        <TailSwitch />
        <ExportMenu filters={filters} />
      </header>
      <FilterBar counts={counts.data} />
      <section className="card messages-chart">
        <OutcomeTabs counts={counts.data} />
        <Histogram filters={filters} />
      </section>
      <ErrorNote error={list.error} />
      <MessageList list={list} newer={newer} hasFilters={asked !== '{"outcome":"any"}'} />
      <MessageDrawer />
    </div>
  );
}
