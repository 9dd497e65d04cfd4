import { Link } from '@tanstack/react-router';
import type { DeskPage } from '../page/define-page';
import { Icon } from '../parts/icon';
import { mainPages } from './pages';
import { useShellTexts } from './use-shell-texts';

export function Nav(): React.JSX.Element {
  const texts = useShellTexts();
  return (
    <nav className="shell-nav" aria-label={texts.pages}>
      <Link to="/" className="shell-brand">
        <Icon path="M3 16V9a3 3 0 0 1 6 0v3h2V9a3 3 0 0 1 6 0v7M3 16h14" />
        Warren
      </Link>
      {mainPages.map((page) => (
        <NavLink key={page.path} page={page} />
      ))}
    </nav>
  );
}

function NavLink({ page }: { page: DeskPage }): React.JSX.Element {
  return (
    <Link to={page.path} className="shell-link">
      <Icon path={page.icon ?? ''} />
      <span>{page.useTitle()}</span>
      <kbd aria-hidden>g {page.key}</kbd>
    </Link>
  );
}
