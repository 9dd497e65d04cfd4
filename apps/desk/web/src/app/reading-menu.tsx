import {
  ActionIcon,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { Icon } from '../parts/icon';
import {
  setPreferences,
  usePreferences,
  type Language,
  type Zone,
} from '../preferences/preferences';
import { useShellTexts } from './use-shell-texts';

const LANGUAGE_CHOICES = [
  { value: 'en', label: 'English' },
  { value: 'es', label: 'Español' },
];

/** Language, theme and zone. */
export function ReadingMenu(): React.JSX.Element {
  const texts = useShellTexts();
  const { language, zone } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const themes = [
    { value: 'light', label: texts.light },
    { value: 'dark', label: texts.dark },
    { value: 'auto', label: texts.system },
  ];
  const zones = [
    { value: 'local', label: texts.local },
    { value: 'utc', label: 'UTC' },
  ];
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.settings}>
          <Icon path="M4 6h7M15 6h1M4 14h1M9 14h7M11 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Choice
            label={texts.language}
            value={language}
            data={LANGUAGE_CHOICES}
            onChange={(value) => setPreferences({ language: value as Language })}
          />
          <Choice
            label={texts.theme}
            value={colorScheme}
            data={themes}
            onChange={(value) => setColorScheme(value as 'light')}
          />
          <Choice
            label={texts.zone}
            value={zone}
            data={zones}
            onChange={(value) => setPreferences({ zone: value as Zone })}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly data: { value: string; label: string }[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, ...control }: ChoiceProps): React.JSX.Element {
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {label}
      </Text>
      <SegmentedControl {...control} size="xs" fullWidth aria-label={label} />
    </div>
  );
}
