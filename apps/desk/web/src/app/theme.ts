import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const iris: MantineColorsTuple = [
  ...(['#f2f1fd', '#e3e0fb', '#c7c1f7', '#a99ff2', '#8f82ec', '#7a6ae4'] as const),
  ...(['#6654d9', '#5443c4', '#4537a5', '#372c85'] as const),
];
/** Warm neutrals, from paper to ink. */
const stone: MantineColorsTuple = [
  ...(['#faf9f7', '#f3f1ee', '#e7e4df', '#d6d2cb', '#b3aea6', '#8a857d'] as const),
  ...(['#6b665f', '#4f4b46', '#33302c', '#1f1d1a'] as const),
];
const night: MantineColorsTuple = [
  ...(['#eae7e2', '#c9c5be', '#a7a29a', '#7d7871', '#504c47', '#3a3733'] as const),
  ...(['#2a2825', '#211f1d', '#191816', '#121110'] as const),
];

export const theme = createTheme({
  colors: { iris, gray: stone, dark: night },
  primaryColor: 'iris',
  // With lighter ones the text on buttons, which is white in both themes, has too little contrast.
  primaryShade: 6,
  fontFamily:
    'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '0.9375rem' } },
  },
  cursorType: 'pointer',
});

/** The colours that our own styles use, by what they mean. Text on them has a contrast of 4.5 or more. */
export const colourVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...{ '--page': '#faf9f7', '--card': '#ffffff', '--line': '#e7e4df', '--hover': '#f3f1ee' },
    ...{
      '--ink': '#1f1d1a',
      '--soft': '#625d56',
      '--accent': '#5443c4',
      '--accent-back': '#f2f1fd',
    },
    ...{
      '--good': '#1c7446',
      '--good-back': '#e6f4ea',
      '--bad': '#b42318',
      '--bad-back': '#fdecea',
    },
    ...{ '--warn': '#8a5a00', '--warn-back': '#fdf3dc', '--mantine-color-dimmed': '#625d56' },
  },
  dark: {
    ...{ '--page': '#121110', '--card': '#191816', '--line': '#2a2825', '--hover': '#211f1d' },
    ...{
      '--ink': '#eae7e2',
      '--soft': '#a7a29a',
      '--accent': '#a99ff2',
      '--accent-back': '#252140',
    },
    ...{
      '--good': '#6fcf97',
      '--good-back': '#15291d',
      '--bad': '#ff8a7a',
      '--bad-back': '#331815',
    },
    ...{ '--warn': '#e8b558', '--warn-back': '#2e2410', '--mantine-color-body': '#121110' },
    ...{ '--mantine-color-dimmed': '#a7a29a' },
  },
});
