import { Button, CopyButton } from '@mantine/core';
import type { Dto } from '../api/client';
import { useNowTexts } from './use-now-texts';

/** Ways to put it right: a request or a command, ready to be copied. */
export function CauseActions({ cause }: { cause: Dto<'CauseDto'> }): React.JSX.Element {
  return (
    <ul className="now-actions">
      {cause.actions.map((action) => (
        <ActionRow key={action.does} action={action} />
      ))}
    </ul>
  );
}

function ActionRow({ action }: { action: Dto<'SuggestedActionDto'> }): React.JSX.Element {
  const texts = useNowTexts();
  const shown = action.command ?? `${action.method} ${action.path}`;
  return (
    <li>
      <span>{texts.does(action.does)}</span>
      <code className="mono cut">{shown}</code>
      <CopyButton value={action.command ?? asCurl(action)}>
        {({ copied, copy }) => (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={copy}
            aria-label={`${texts.copy}: ${shown}`}
          >
            {copied ? texts.copied : texts.copy}
          </Button>
        )}
      </CopyButton>
    </li>
  );
}

/** For a shell: the address of a worker is not known here. */
function asCurl({ app, body, method, path }: Dto<'SuggestedActionDto'>): string {
  const base = app === 'desk' ? location.origin : '$WORKER';
  const data = body
    ? ` -H 'content-type: application/json' -d '${JSON.stringify(body).replace(/'/g, "'\\''")}'`
    : '';
  return `curl -X ${method} '${base}'"${path}"${data}`;
}
