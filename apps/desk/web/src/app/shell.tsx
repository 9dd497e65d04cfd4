import { Outlet } from '@tanstack/react-router';
import { KeysHelp } from './keys-help';
import { LiveIndicator } from './live-indicator';
import { Nav } from './nav';
import { Palette, PaletteButton } from './palette';
import { ReadingMenu } from './reading-menu';
import { useGoKeys } from './use-go-keys';
import { useShellTexts } from './use-shell-texts';

export function Shell(): React.JSX.Element {
  const texts = useShellTexts();
  useGoKeys();
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {texts.skip}
      </a>
      <Nav />
      <div className="shell-head">
        <PaletteButton />
        <span style={{ flex: 1 }} />
        <LiveIndicator />
        <ReadingMenu />
      </div>
      <main className="shell-main" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Palette />
      <KeysHelp />
    </div>
  );
}
