import type { ReactNode } from 'react';
import './parts.css';

interface WideTableProps {
  readonly label: string;
  readonly minWidth: number;
  readonly children: ReactNode;
}

/** A table that scrolls by itself where the page is narrower, also by keys. */
export function WideTable({ children, label, minWidth }: WideTableProps): React.JSX.Element {
  return (
    <div className="wide-table" role="region" aria-label={label} tabIndex={0}>
      <div style={{ minWidth }}>{children}</div>
    </div>
  );
}
