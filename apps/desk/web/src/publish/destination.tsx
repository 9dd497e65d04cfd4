import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryState } from '../page/use-query-state';
import type { Place, Way } from './publish.queries';
import { writeHeaders } from './read-place';
import { usePublishTexts } from './use-publish-texts';

interface DestinationProps {
  readonly way: Way;
  readonly ways: readonly Way[];
}

/** Chooses the way, and writes what that leaves open. */
export function Destination({ way, ways }: DestinationProps): React.JSX.Element {
  const texts = usePublishTexts();
  const [{ headers, key }, change] = useQueryState();
  const nameOf = ({ exchange, routingKey = '', type }: Way): string =>
    exchange === '' ? texts.byName(routingKey) : texts.through(exchange, type);
  const example = writeHeaders((way.exampleHeaders ?? {}) as Place['headers']);
  return (
    <div className="publish-terms">
      <NativeSelect
        label={texts.where}
        value={way.way}
        data={ways.map((each) => ({ value: each.way, label: nameOf(each) }))}
        onChange={({ currentTarget: { value } }) =>
          change({ to: value, key: undefined, headers: undefined })
        }
      />
      {way.routingKey === undefined && (
        <TextInput
          label={texts.routingKey}
          value={key ?? way.exampleKey ?? ''}
          onChange={({ currentTarget: { value } }) => change({ key: value })}
          maxLength={255}
        />
      )}
      {way.type === 'headers' && (
        <TextInput
          label={texts.headers}
          value={headers ?? example}
          onChange={({ currentTarget: { value } }) => change({ headers: value })}
          maxLength={1_024}
        />
      )}
    </div>
  );
}
