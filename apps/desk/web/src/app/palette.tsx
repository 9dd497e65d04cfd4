import { Modal } from '@mantine/core';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { api, unwrap } from '../api/client';
import { PAGE_ROOT } from '../api/desk-address';
import type { DeskPage } from '../page/define-page';
import { Icon } from '../parts/icon';
import { mainPages } from './pages';
import { useShellTexts } from './use-shell-texts';

export function PaletteButton(): React.JSX.Element {
  const { search } = useShellTexts();
  return (
    <button type="button" className="shell-search" onClick={spotlight.open}>
      <Icon path="M9 4a5 5 0 1 0 0 10a5 5 0 1 0 0-10M13 13l4 4" />
      <span className="cut">{search}</span>
      <kbd className="wide-only">Ctrl K</kbd>
    </button>
  );
}

/** Finds pages by their titles, and by `GET /lookup` any id, name or text that is pasted. */
export function Palette(): React.JSX.Element {
  const texts = useShellTexts();
  const router = useRouter();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const { data, isFetching } = useQuery({
    queryKey: ['lookup', wanted],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/lookup', { params: { query: { q: wanted } }, signal })),
    enabled: wanted.length > 1,
    placeholderData: keepPreviousData,
  });
  const found = wanted.length > 1 ? (data?.entries ?? []) : [];
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
    >
      <Modal.Title hidden>{texts.search}</Modal.Title>
      <Spotlight.Search placeholder={texts.search} aria-label={texts.search} />
      <Spotlight.ActionsList>
        {mainPages.map((page) => (
          <PageAction key={page.path} page={page} wanted={wanted} />
        ))}
        {found.map(({ kind, link, title }) => (
          <Spotlight.Action
            key={`${kind} ${link}`}
            label={title}
            description={kind}
            onClick={() => void router.navigate({ href: `${PAGE_ROOT}${link}` })}
          />
        ))}
        {wanted.length > 1 && found.length === 0 && (
          <Spotlight.Empty>{isFetching ? texts.searching : texts.nothingFound}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function PageAction({ page, wanted }: { page: DeskPage; wanted: string }): React.ReactNode {
  const router = useRouter();
  const title = page.useTitle();
  if (!title.toLowerCase().includes(wanted.toLowerCase())) return null;
  return (
    <Spotlight.Action
      label={title}
      leftSection={<Icon path={page.icon ?? ''} />}
      onClick={() => void router.navigate({ to: page.path })}
    />
  );
}
