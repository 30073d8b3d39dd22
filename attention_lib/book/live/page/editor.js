// The editor: CodeMirror, with what one needs for some lines of Python. Loaded when somebody edits.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

// `onRefused` is called with the length of a text that is longer than `longest` and was not taken.
export function edit({ parent, text, label, longest, onChange, onRefused, keys }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        indentOnInput(),
        bracketMatching(),
        python(),
        syntaxHighlighting(classHighlighter),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorState.changeFilter.of((change) => {
          if (change.newDoc.length <= longest) return true;
          onRefused(change.newDoc.length);
          return false;
        }),
        EditorView.updateListener.of((update) => update.docChanged && onChange()),
        keymap.of([
          ...Object.entries(keys).map(([key, run]) => ({ key, run: () => (run(), true), preventDefault: true })),
          indentWithTab, // and Escape, then Tab, leaves the editor
          ...defaultKeymap,
          ...historyKeymap,
        ]),
      ],
    }),
  });
  return {
    view,
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
  };
}
