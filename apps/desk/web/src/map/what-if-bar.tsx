import { NativeSelect, TextInput } from '@mantine/core';
import type { Dto } from '../api/client';
import { useQueryState } from '../page/use-query-state';
import { useMapTexts } from './use-map-texts';

interface WhatIfBarProps {
  readonly topology: Dto<'TopologyLiveDto'> | undefined;
  readonly routes: Dto<'RoutesDto'> | undefined;
}

const ANY = '*';

/** Asks where a message would go, and says it in words. The question is in the address. */
export function WhatIfBar({ routes, topology }: WhatIfBarProps): React.JSX.Element {
  const texts = useMapTexts();
  const [state, change] = useQueryState();
  const sources = new Set(
    topology?.edges.filter(({ kind }) => kind === 'binding').map(({ from }) => from),
  );
  const exchanges =
    topology?.nodes.filter(({ id, name }) => sources.has(id) && name !== 'dead-letters') ?? [];
  return (
    <div className="map-ask">
      <NativeSelect
        aria-label={texts.exchange}
        value={state.exchange ?? ANY}
        data={[{ value: ANY, label: texts.anyExchange }, ...exchanges.map(({ name }) => name)]}
        onChange={({ currentTarget: { value } }) =>
          change({ exchange: value === ANY ? undefined : value })
        }
      />
      <TextInput
        className="map-question"
        aria-label={texts.ask}
        placeholder={texts.ask}
        value={state.ask ?? ''}
        onChange={({ currentTarget: { value } }) => change({ ask: value || undefined })}
      />
      <div className="map-answer" role="status">
        {routes && <Answer routes={routes.routes} />}
      </div>
    </div>
  );
}

function Answer({ routes }: { routes: readonly Dto<'RouteDto'>[] }): React.JSX.Element {
  const texts = useMapTexts();
  const reached = routes.filter(({ queues }) => queues.length > 0);
  const queues = new Set(reached.flatMap((route) => route.queues));
  const near = routes.filter((route) => route.exchange !== '' && route.near.length > 0);
  return (
    <>
      <strong data-bad={queues.size === 0}>
        {queues.size === 0 ? texts.nowhere : texts.reaches(queues.size)}
      </strong>
      {reached.map((route) => (
        <span key={route.exchange}>
          <span className="mono">{route.queues.join(', ')}</span>{' '}
          <span className="soft">
            {route.exchange === '' ? texts.byName : texts.through(route.exchange)}
          </span>
        </span>
      ))}
      {near.map(({ exchange, near: fits }) => (
        <span key={`near ${exchange}`} className="soft">
          {texts.near}: <span className="mono">{fits.join(', ')}</span> {texts.through(exchange)}
        </span>
      ))}
    </>
  );
}
