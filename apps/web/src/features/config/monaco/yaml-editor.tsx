import type { JSONSchema } from 'monaco-yaml';
import { useEffect, useRef } from 'react';
import type { Problem } from '../problems.ts';
import { applyTheme, type Explain, monaco, problemsOf, setSchema } from './setup.ts';

interface YamlEditorProps {
  text: string;
  label: string;
  theme: 'dark' | 'light';
  schema: JSONSchema | null;
  explain: Explain;
  readOnly: boolean;
  /** What the API server or a finding says, drawn as markers of our own. */
  marks: readonly Problem[];
  /** Line to bring into view; changes with each request. */
  reveal: { line: number } | null;
  onChange(text: string): void;
  /** Problems that the schema and the parser find. */
  onProblems(problems: readonly Problem[]): void;
  onReview(): void;
}

const owner = 'pidalio';

/** Monaco on one YAML document. Changing `text` from outside replaces the document and keeps undo. */
export default function YamlEditor({
  text,
  label,
  theme,
  schema,
  explain,
  readOnly,
  marks,
  reveal,
  onChange,
  onProblems,
  onReview,
}: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null);
  const handlers = useRef({ onChange, onProblems, onReview });
  useEffect(() => {
    handlers.current = { onChange, onProblems, onReview };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; later values reach it through the effects below.
  useEffect(() => {
    if (!host.current) return;
    const model = monaco.editor.createModel(text, 'yaml', monaco.Uri.parse('file:///object.yaml'));
    const created = monaco.editor.create(host.current, {
      model,
      theme: 'pidalio',
      automaticLayout: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-mono'),
      fontLigatures: false,
      fontSize: 12.5,
      lineHeight: 20,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      tabSize: 2,
      insertSpaces: true,
      ariaLabel: label,
      fixedOverflowWidgets: true,
      renderLineHighlight: 'line',
      overviewRulerBorder: false,
      stickyScroll: { enabled: false },
      quickSuggestions: { strings: true, other: true, comments: false },
      padding: { top: 8, bottom: 8 },
    });
    created.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, () => handlers.current.onReview());
    const changes = model.onDidChangeContent(() => handlers.current.onChange(model.getValue()));
    const markers = monaco.editor.onDidChangeMarkers((resources) => {
      if (!resources.some((resource) => resource.toString() === model.uri.toString())) return;
      handlers.current.onProblems(problemsOf(model));
    });
    editor.current = created;
    return () => {
      markers.dispose();
      changes.dispose();
      created.dispose();
      model.dispose();
      editor.current = null;
    };
  }, []);

  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    if (schema) setSchema(schema, explain);
  }, [schema, explain]);
  useEffect(() => editor.current?.updateOptions({ readOnly }), [readOnly]);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model || model.getValue() === text) return;
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  }, [text]);
  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    const markers = marks.map((mark) => ({
      severity: mark.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
      message: mark.message,
      startLineNumber: mark.line,
      endLineNumber: mark.line,
      startColumn: model.getLineFirstNonWhitespaceColumn(Math.min(mark.line, model.getLineCount())) || 1,
      endColumn: model.getLineMaxColumn(Math.min(mark.line, model.getLineCount())),
    }));
    monaco.editor.setModelMarkers(model, owner, markers);
  }, [marks]);
  useEffect(() => {
    if (!reveal || !editor.current) return;
    editor.current.revealLineInCenter(reveal.line);
    editor.current.setPosition({ lineNumber: reveal.line, column: 1 });
    editor.current.focus();
  }, [reveal]);

  return <div ref={host} className="yaml-editor" />;
}
