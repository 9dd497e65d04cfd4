import { Skeleton, Switch, Title } from '@mantine/core';
import { ErrorNote } from '../parts/error-note';
import { useQueryState } from '../page/use-query-state';
import { MapGraph } from './map-graph';
import './map.css';
import { useRoutes, useTopology } from './map.queries';
import { useMapTexts } from './use-map-texts';
import { WhatIfBar } from './what-if-bar';

export default function MapView(): React.JSX.Element {
  const texts = useMapTexts();
  const [state, change] = useQueryState();
  const { data, error } = useTopology();
  const routes = useRoutes(state);
  const isAsking = (state.ask ?? '').trim() !== '';
  return (
    <div className="page map-page">
      <div className="map-head">
        <Title order={1}>{texts.title}</Title>
        <Switch
          size="sm"
          label={texts.allWays}
          checked={state.ways === 'all'}
          onChange={({ currentTarget }) =>
            change({ ways: currentTarget.checked ? 'all' : undefined })
          }
        />
      </div>
      <WhatIfBar topology={data} routes={isAsking ? routes.data : undefined} />
      <ErrorNote error={error ?? (isAsking ? routes.error : null)} />
      <section className="card map-card" aria-label={texts.graph}>
        {data ? (
          <MapGraph
            topology={data}
            areAllWays={state.ways === 'all'}
            routes={isAsking ? routes.data : undefined}
          />
        ) : (
          <Skeleton height="100%" radius="lg" />
        )}
      </section>
    </div>
  );
}
