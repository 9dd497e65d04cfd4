import { Button } from '@mantine/core';
import { EXAMPLE_NAMES } from './examples';
import { usePublishTexts } from './use-publish-texts';

interface ExampleLinksProps {
  readonly chosen: string | undefined;
  readonly onChosen: (name: string) => void;
}

/** Events to begin with. */
export function ExampleLinks({ chosen, onChosen }: ExampleLinksProps): React.JSX.Element {
  const texts = usePublishTexts();
  return (
    <div className="publish-examples" role="group" aria-label={texts.examples}>
      {EXAMPLE_NAMES.map((name) => (
        <Button
          key={name}
          size="xs"
          variant={name === chosen ? 'light' : 'default'}
          aria-pressed={name === chosen}
          onClick={() => onChosen(name)}
        >
          {texts.example[name]}
        </Button>
      ))}
      <small className="soft">{texts.labHint}</small>
    </div>
  );
}
