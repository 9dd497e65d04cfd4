import { Button, Menu } from '@mantine/core';
import { useQueryState } from '../../page/use-query-state';
import { useMessagesTexts } from '../use-messages-texts';

const RANGES_S = [900, 3_600, 86_400, 0] as const;

/** The usual times; any other is chosen on the histogram. */
export function TimeMenu(): React.JSX.Element {
  const texts = useMessagesTexts();
  const [, change] = useQueryState();
  const choose = (seconds: number): void => {
    const from = new Date(Date.now() - seconds * 1_000).toISOString();
    change({ from: seconds === 0 ? undefined : from, to: undefined }, { push: true });
  };
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default">{texts.time}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {RANGES_S.map((seconds) => (
          <Menu.Item key={seconds} onClick={() => choose(seconds)}>
            {texts.ranges[seconds]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
