import { Button, Menu } from '@mantine/core';
import { API_ROOT } from '../../api/desk-address';
import { writeQuery, type MessageFilters } from './read-filters';
import { useMessagesTexts } from '../use-messages-texts';

const FORMATS = ['ndjson', 'csv'] as const;

/** All that match, as one file that the desk streams. */
export function ExportMenu({ filters }: { filters: MessageFilters }): React.JSX.Element {
  const texts = useMessagesTexts();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default">
          {texts.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={`${API_ROOT}/messages?${writeQuery({ ...filters, format })}`}
            download={`messages.${format}`}
          >
            {format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
