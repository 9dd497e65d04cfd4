import { Skeleton } from '@mantine/core';
import { ErrorNote } from '../parts/error-note';
import { Backlogs } from './backlogs';
import { Causes } from './causes';
import { FirstVisit } from './first-visit';
import './now.css';
import { useHasMessages, useNow } from './now.queries';
import { Rates } from './rates';
import { Sentence } from './sentence';
import { useShownCount } from './use-shown-count';

export default function NowView(): React.JSX.Element {
  const now = useNow();
  const hasMessages = useHasMessages();
  useShownCount(now.data?.count);
  return (
    <div className="page">
      {now.data ? <Sentence now={now.data} /> : <Skeleton height={64} radius="md" />}
      <ErrorNote error={now.error} />
      {now.data && <Causes now={now.data} />}
      <Rates />
      {hasMessages === false && <FirstVisit />}
      <Backlogs />
    </div>
  );
}
