import './parts.css';

/** A refusal in the words of the desk. Nothing is shown without one. */
export function ErrorNote({ error }: { error: Error | null }): React.ReactNode {
  if (error === null) return null;
  return (
    <div className="error-note" role="alert">
      {error.message}
    </div>
  );
}
