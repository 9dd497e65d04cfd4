import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import './parts.css';

interface EmptyPlaceProps {
  readonly title: string;
  /** What would be here, and what to do. */
  readonly hint: string;
  readonly children?: ReactNode;
}

export function EmptyPlace({ children, hint, title }: EmptyPlaceProps): React.JSX.Element {
  return (
    <div className="empty-place">
      <Title order={2}>{title}</Title>
      <p>{hint}</p>
      {children}
    </div>
  );
}
