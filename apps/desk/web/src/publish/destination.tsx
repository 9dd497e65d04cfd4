import { NativeSelect, TextInput } from '@mantine/core';
import type { Place, Way } from './publish.queries';
import { writeHeaders } from './read-place';
import { usePublishTexts } from './use-publish-texts';

interface DestinationProps {
  readonly way: Way;
  readonly ways: readonly Way[];
  readonly typed: Typed;
  readonly onTyped: (next: {
    readonly to?: string;
    readonly key?: string;
    readonly headers?: string;
  }) => void;
}

/** What somebody typed; undefined: the example of the way. */
export interface Typed {
  readonly key?: string | undefined;
  readonly headers?: string | undefined;
}

/** Chooses the way, and writes what that leaves open. */
export function Destination({ onTyped, typed, way, ways }: DestinationProps): React.JSX.Element {
  const texts = usePublishTexts();
  const { headers, key } = typed;
  const nameOf = ({ exchange, routingKey = '', type }: Way): string =>
    exchange === '' ? texts.byName(routingKey) : texts.through(exchange, type);
  const example = writeHeaders((way.exampleHeaders ?? {}) as Place['headers']);
  return (
    <div className="publish-terms">
      <NativeSelect
        label={texts.where}
        value={way.way}
        data={ways.map((each) => ({ value: each.way, label: nameOf(each) }))}
        onChange={({ currentTarget: { value } }) => onTyped({ to: value })}
      />
      {way.routingKey === undefined && (
        <TextInput
          label={texts.routingKey}
          value={key ?? way.exampleKey ?? ''}
          onChange={({ currentTarget: { value } }) => onTyped({ key: value })}
          maxLength={255}
        />
      )}
      {way.type === 'headers' && (
        <TextInput
          label={texts.headers}
          value={headers ?? example}
          onChange={({ currentTarget: { value } }) => onTyped({ headers: value })}
          maxLength={1_024}
        />
      )}
    </div>
  );
}
