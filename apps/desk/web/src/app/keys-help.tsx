import { Modal, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { DeskPage } from '../page/define-page';
import { isTyping } from '../page/is-typing';
import { mainPages } from './pages';
import { useShellTexts } from './use-shell-texts';

/** `?` lists the keys. */
export function KeysHelp(): React.JSX.Element {
  const texts = useShellTexts();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === '?' && !isTyping(event)) setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title={texts.keys}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <Table>
        <Table.Tbody>
          <KeyRow keys="Ctrl K" does={texts.keysPalette} />
          <KeyRow keys="?" does={texts.keysHint} />
          {mainPages.map((page) => (
            <PageKeyRow key={page.path} page={page} />
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

function PageKeyRow({ page }: { page: DeskPage }): React.JSX.Element {
  const texts = useShellTexts();
  return <KeyRow keys={`g ${page.key}`} does={`${texts.keysGo}: ${page.useTitle()}`} />;
}

function KeyRow({ does, keys }: { keys: string; does: string }): React.JSX.Element {
  return (
    <Table.Tr>
      <Table.Td w={90}>
        <kbd>{keys}</kbd>
      </Table.Td>
      <Table.Td>{does}</Table.Td>
    </Table.Tr>
  );
}
