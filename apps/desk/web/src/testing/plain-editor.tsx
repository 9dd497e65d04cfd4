interface EditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Stands in for the editor, which only a browser can lay out. */
export default function PlainEditor({ label, onChange, text }: EditorProps): React.JSX.Element {
  return (
    <textarea aria-label={label} value={text} onChange={({ target }) => onChange(target.value)} />
  );
}
