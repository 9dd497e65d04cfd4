import { Button, Skeleton } from '@mantine/core';
import { useFormats } from '../format/formats';
import { useQueryState } from '../page/use-query-state';
import { EmptyPlace } from '../parts/empty-place';
import { ErrorNote } from '../parts/error-note';
import { exportAddress, readAuditFilters, useActions, type Action } from './activity.queries';
import { AuditFilterBar } from './audit-filter-bar';
import { useActivityTexts } from './use-activity-texts';

/** What somebody did, the newest first. */
export function Audit(): React.JSX.Element {
  const texts = useActivityTexts();
  const [state] = useQueryState();
  const filters = readAuditFilters(state);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useActions(filters);
  const actions = data?.pages.flatMap((page) => page.actions) ?? [];
  return (
    <section className="card activity-audit" aria-label={texts.audit}>
      <div className="activity-bar">
        <AuditFilterBar />
        <span className="activity-export">
          {texts.export}:{' '}
          {(['csv', 'ndjson'] as const).map((format) => (
            <a key={format} href={exportAddress(filters, format)} download>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      <ErrorNote error={error} />
      {!data && !error && <Skeleton height={280} />}
      {data && actions.length === 0 && (
        <EmptyPlace title={texts.emptyTitle} hint={texts.emptyHint} />
      )}
      <ol>
        {actions.map((action) => (
          <ActionRow key={`${action.offset} ${action.deadLetterId}`} action={action} />
        ))}
      </ol>
      {hasNextPage && (
        <Button variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}

function ActionRow({ action }: { action: Action }): React.JSX.Element {
  const texts = useActivityTexts();
  const { moment } = useFormats();
  return (
    <li className="activity-row">
      <time className="soft" dateTime={action.at}>
        {moment(action.at)}
      </time>
      <span>
        <strong>{texts.actionName(action.action)}</strong>
        {action.edited && <em className="soft"> {texts.edited}</em>}
        {action.value !== undefined && ` ${action.value}`}
      </span>
      <span className="mono cut" title={action.messageId}>
        {action.queue}
      </span>
      <span className="cut">{action.by}</span>
      <span className="activity-reason">
        {action.reason}
        {action.result && <em className="soft"> {action.result}</em>}
      </span>
    </li>
  );
}
