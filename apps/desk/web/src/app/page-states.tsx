import { Button } from '@mantine/core';
import { EmptyPlace } from '../parts/empty-place';
import { useShellTexts } from './use-shell-texts';

export function NotFound(): React.JSX.Element {
  const texts = useShellTexts();
  return <EmptyPlace title={texts.notFound} hint={texts.notFoundHint} />;
}

export function PageFailed({ error }: { error: unknown }): React.JSX.Element {
  const texts = useShellTexts();
  return (
    <EmptyPlace title={texts.broken} hint={error instanceof Error ? error.message : String(error)}>
      <Button onClick={() => location.reload()}>{texts.reload}</Button>
    </EmptyPlace>
  );
}
