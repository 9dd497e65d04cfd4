import { useEffect, useRef } from 'react';
import type { Fault } from '../../api/client';
import { openEditor, showFaults, type Editor } from './open-editor';

interface JsonEditorProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** By JSON pointer; each is shown at its line. */
  readonly faults: readonly Fault[];
  readonly label: string;
}

/** A chunk of its own: it is loaded when somebody edits. */
export default function JsonEditor(props: JsonEditorProps): React.JSX.Element {
  const { faults, label, text } = props;
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor>(undefined);
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });
  useEffect(() => {
    if (!box.current) return;
    const opened = openEditor(box.current, {
      text: newest.current.text,
      label,
      onChange: (typed) => newest.current.onChange(typed),
    });
    editor.current = opened;
    return () => opened.destroy();
  }, [label]);
  useEffect(() => {
    if (editor.current) showFaults(editor.current, faults);
  }, [faults, text]);
  return <div ref={box} className="json-editor" />;
}
