import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import './app/app.css';
import { DocumentLanguage } from './app/document-language';
import { router } from './app/router';
import { colourVariables, theme } from './app/theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
// What locks the scrolling behind a dialog writes a style element too, and asks for this name.
Object.assign(window, { __webpack_nonce__: nonce });
const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 1_000, retry: 1, refetchOnWindowFocus: true } },
});
const root = document.getElementById('root');
const scheme = new URLSearchParams(location.search).get('theme');

if (root) {
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={colourVariables}
      defaultColorScheme="auto"
      {...((scheme === 'light' || scheme === 'dark') && { forceColorScheme: scheme })}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <DocumentLanguage />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}
