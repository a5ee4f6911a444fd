// Monaco's slim core, all editor features and only the YAML grammar: the default entry adds 80 languages and four workers.
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/yaml/register';
import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { configureMonacoYaml, type JSONSchema, type MonacoYaml } from 'monaco-yaml';
import type { RawProblem } from '../explain-problem.ts';
import type { Problem } from '../problems.ts';
import YamlWorker from './yaml.worker.ts?worker';

export { monaco };

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

interface OldWorkerOptions {
  createData?: unknown;
  keepIdleModels?: boolean;
}

export type Explain = (raw: RawProblem, text: string) => Problem;
let explain: Explain = ({ message, line }) => ({ source: 'schema', severity: 'error', line, message, path: null });
const explained = new WeakMap<monaco.editor.ITextModel, readonly Problem[]>();

/** What the language server found in a text last, in our words. */
export function problemsOf(model: monaco.editor.ITextModel): readonly Problem[] {
  return explained.get(model) ?? [];
}

/**
 * monaco-yaml 5.5.1 asks for workers in the form that Monaco had before 0.53 (`{label, moduleId, createData}`). This facade starts
 * the worker itself and speaks the two-message start protocol: any message, then the data.
 */
const facade = {
  ...monaco,
  editor: {
    ...monaco.editor,
    // yaml-language-server reports schema violations as warnings; the API server refuses them, so they are errors here.
    setModelMarkers: (model: monaco.editor.ITextModel, owner: string, markers: monaco.editor.IMarkerData[]) => {
      const text = model.getValue();
      const problems = markers.map(({ message, startLineNumber: line, startColumn: column }) => explain({ message, line, column }, text));
      explained.set(model, problems);
      monaco.editor.setModelMarkers(
        model,
        owner,
        markers.map((marker, index) => ({
          ...marker,
          message: problems[index]?.message ?? marker.message,
          severity: monaco.MarkerSeverity.Error,
        })),
      );
    },
    createWebWorker: (options: OldWorkerOptions) => {
      const worker = new YamlWorker();
      worker.postMessage('ignore');
      worker.postMessage(options.createData);
      return monaco.editor.createWebWorker({ worker, keepIdleModels: options.keepIdleModels ?? false });
    },
  },
};

let yaml: MonacoYaml | undefined;

/** Says by which schema the objects in the editor are checked, completed and explained, and who words what is found. */
export function setSchema(schema: JSONSchema, words: Explain): void {
  explain = words;
  const options = {
    hoverSchemaSource: false,
    schemas: [{ uri: 'pidalio://schema/objects', fileMatch: ['*'], schema }],
    hover: true,
    completion: true,
    validate: true,
    format: { enable: true },
    enableSchemaRequest: false,
  };
  // The facade has Monaco's shape but for createWebWorker, whose old form is the one that monaco-yaml calls.
  if (yaml) void yaml.update(options);
  else yaml = configureMonacoYaml(facade as never, options);
}

/** Monaco takes #rrggbb only; the CSS minifier shortens #ffffff to #fff. */
function sixDigits(color: string): string {
  return /^#[0-9a-f]{3}$/i.test(color) ? color.replace(/[0-9a-f]/gi, '$&$&') : color;
}

/** Defines and chooses the editor's theme out of the design tokens that hold now. */
export function applyTheme(theme: 'dark' | 'light'): void {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => sixDigits(style.getPropertyValue(name).trim());
  const bare = (name: string) => token(name).replace('#', '');
  monaco.editor.defineTheme('pidalio', {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'type', foreground: bare('--syn-key') },
      { token: 'string', foreground: bare('--syn-str') },
      { token: 'number', foreground: bare('--syn-num') },
      { token: 'comment', foreground: bare('--syn-com'), fontStyle: 'italic' },
      { token: 'keyword', foreground: bare('--syn-kw') },
      { token: '', foreground: bare('--ink-1') },
    ],
    colors: {
      'editor.background': token('--bg-panel'),
      'editor.foreground': token('--ink-1'),
      'editorLineNumber.foreground': token('--ink-3'),
      'editorLineNumber.activeForeground': token('--ink-1'),
      'editor.lineHighlightBackground': token('--bg-hover'),
      'editor.selectionBackground': token('--accent-soft'),
      'editorCursor.foreground': token('--accent'),
      'editorError.foreground': token('--fail'),
      'editorWarning.foreground': token('--warn'),
      'editorWidget.background': token('--bg-raised'),
      'editorWidget.border': token('--line-2'),
      'editorHoverWidget.background': token('--bg-raised'),
      'editorHoverWidget.border': token('--line-2'),
      'editorSuggestWidget.background': token('--bg-raised'),
      'editorSuggestWidget.selectedBackground': token('--accent-soft'),
      'editorIndentGuide.background1': token('--line-1'),
      'editorIndentGuide.activeBackground1': token('--line-2'),
      'scrollbarSlider.background': `${token('--line-2')}99`,
      'diffEditor.insertedLineBackground': token('--add-bg'),
      'diffEditor.removedLineBackground': token('--del-bg'),
      'diffEditor.insertedTextBackground': token('--add-bg'),
      'diffEditor.removedTextBackground': token('--del-bg'),
      focusBorder: token('--accent'),
    },
  });
  monaco.editor.setTheme('pidalio');
}
