import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useQueryState } from '../../page/use-query-state';
import { ErrorNote } from '../../parts/error-note';
import { useBegin } from './operations.queries';
import { useGroupTexts } from '../use-group-texts';

interface ActDialogProps {
  readonly action: 'discard' | 'restore';
  readonly group: string;
  readonly onClose: () => void;
}

/** Asks why before it discards or restores a whole group. */
export function ActDialog({ action, group, onClose }: ActDialogProps): React.JSX.Element {
  const texts = useGroupTexts();
  const [, change] = useQueryState();
  const [reason, setReason] = useState('');
  const begin = useBegin(({ id }) => {
    change({ operation: id, fix: undefined });
    onClose();
  });
  const isDiscard = action === 'discard';
  return (
    <Modal opened onClose={onClose} title={isDiscard ? texts.discardTitle : texts.restoreTitle}>
      <form
        className="group-form"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate({ action, group, reason });
        }}
      >
        <p>{isDiscard ? texts.discardHint : texts.restoreHint}</p>
        <TextInput
          label={texts.reason}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          {...{ maxLength: 512, 'data-autofocus': true }}
        />
        <ErrorNote error={begin.error} />
        <Button
          type="submit"
          color={isDiscard ? 'red' : undefined}
          disabled={reason.trim() === ''}
          loading={begin.isPending}
        >
          {isDiscard ? texts.discard : texts.restore}
        </Button>
        {reason.trim() === '' && <span className="soft">{texts.whyOff.reason}</span>}
      </form>
    </Modal>
  );
}
