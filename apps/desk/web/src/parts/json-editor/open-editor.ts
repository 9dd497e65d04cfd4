import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonLanguage } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Fault } from '../../api/client';
import { splitPointer } from './parse-json';

export type Editor = EditorView;

interface EditorOptions {
  readonly text: string;
  readonly label: string;
  readonly onChange: (text: string) => void;
}

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: tags.number, color: 'var(--accent)' },
  { tag: [tags.bool, tags.null], color: 'var(--warn)' },
]);
const LOOK = EditorView.theme({
  '&': { backgroundColor: 'var(--page)', color: 'var(--ink)', fontSize: '13px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', maxHeight: '440px' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--soft)', border: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', border: '1px solid var(--line)' },
});

export function openEditor(parent: Element, { label, onChange, text }: EditorOptions): Editor {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
  return new EditorView({
    parent,
    doc: text,
    extensions: [
      ...[EditorView.cspNonce.of(nonce), LOOK, lineNumbers(), history(), lintGutter(), json()],
      syntaxHighlighting(COLOURS),
      // Tab leaves the editor, as it leaves any field.
      keymap.of([...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label }),
      EditorView.lineWrapping,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ],
  });
}

export function showFaults(editor: Editor, faults: readonly Fault[]): void {
  const text = editor.state.doc.toString();
  const diagnostics = faults.map(({ detail, pointer }) => ({
    ...findPlace(text, pointer),
    severity: 'error' as const,
    message: detail,
  }));
  editor.dispatch(setDiagnostics(editor.state, diagnostics));
}

/** Where the value of a pointer is in a text; where the field is missing, the start of what should have it. */
function findPlace(text: string, pointer: string): { from: number; to: number } {
  let node = jsonLanguage.parser.parse(text).topNode.firstChild;
  for (const name of splitPointer(pointer)) {
    const found =
      node?.name === 'Array'
        ? node.getChildren('⚠').length === 0 && itemsOf(node)[Number(name)]
        : node?.getChildren('Property').find((property) => nameOf(text, property) === name)
            ?.lastChild;
    if (!found) return { from: node?.from ?? 0, to: (node?.from ?? 0) + 1 };
    node = found;
  }
  return node ? { from: node.from, to: node.to } : { from: 0, to: 0 };
}

type Node = NonNullable<ReturnType<typeof jsonLanguage.parser.parse>['topNode']['firstChild']>;

function itemsOf(list: Node): Node[] {
  const items: Node[] = [];
  for (let at = list.firstChild; at; at = at.nextSibling) {
    if (at.name !== '[' && at.name !== ']' && at.name !== ',') items.push(at);
  }
  return items;
}

function nameOf(text: string, property: Node): string | undefined {
  const name = property.getChild('PropertyName');
  return name ? (JSON.parse(text.slice(name.from, name.to)) as string) : undefined;
}
