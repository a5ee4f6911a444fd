import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { diffYaml } from '../../changes/line-diff.ts';
import { YamlLine } from '../../changes/yaml-line.tsx';
import { useWords } from '../../lib/words.ts';
import { IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import type { WizardDocument } from './wizard-draft.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** The objects as they will be, live beside the form. Edits here change the form. */
export function YamlPane({
  documents,
  typing,
  isHeldBack,
  onText,
}: {
  documents: readonly WizardDocument[];
  typing: { key: string; text: string; line: number; message: string } | null;
  /** The form has errors, so that the text shows the last whole state. */
  isHeldBack: boolean;
  onText: (key: string, text: string) => void;
}) {
  const t = useWords(wizardWords);
  const [wanted, setWanted] = useState<string | null>(null);
  const shown =
    documents.find(({ key }) => key === wanted) ??
    documents.find(({ isChanged, ref }) => isChanged && ref.kind === 'VirtualService') ??
    documents[0];
  const text = typing && typing.key === shown?.key ? typing.text : (shown?.text ?? '');
  const changed = useMemo(() => changedLines(shown?.opened?.yaml ?? null, text), [shown, text]);
  return (
    <section className={css.yaml} aria-label="YAML">
      <div className={css.tabs}>
        <div className={css.tabList} role="tablist">
          {documents.map((document) => (
            <button
              key={document.key}
              type="button"
              role="tab"
              aria-selected={document === shown}
              className={css.tab}
              onClick={() => setWanted(document.key)}
            >
              {document.ref.kind} {document.ref.name} <TabNote document={document} />
            </button>
          ))}
        </div>
        <span className="spacer" />
        <IconButton
          size="small"
          look="ghost"
          label={t('yaml.copy')}
          icon={<IconCopy size={15} />}
          onClick={() => void navigator.clipboard?.writeText(text)}
        />
      </div>
      {shown && (
        <YamlText
          label={`${shown.ref.kind} ${shown.ref.name}`}
          text={text}
          changed={changed}
          errorLine={typing?.line ?? null}
          onChange={(next) => onText(shown.key, next)}
        />
      )}
      {documents.length === 0 && <p className={css.yamlEmpty}>{t('yaml.none')}</p>}
      <footer className={css.yamlFoot}>
        {typing ? (
          <span className="row fail-ink">
            <HealthGlyph health="failing" label="" /> {t('yaml.broken', { line: typing.line, message: typing.message })}
          </span>
        ) : isHeldBack ? (
          <span className="row warn-ink">
            <HealthGlyph health="degraded" label="" /> {t('yaml.heldBack')}
          </span>
        ) : (
          <span className="row">
            <IconCheck size={14} className="ok-ink" /> {t('yaml.agrees')}
          </span>
        )}
        <span className="spacer" />
        <span className="ink-3 truncate">
          {t('yaml.editable')} · {t('yaml.kept')}
        </span>
      </footer>
    </section>
  );
}

function TabNote({ document }: { document: WizardDocument }) {
  const t = useWords(wizardWords);
  if (!document.opened) return <span className={css.tabNew}>{t('yaml.new')}</span>;
  if (!document.isChanged) return <span className="ink-3 t12">{t('yaml.unchanged')}</span>;
  return <span className={css.tabCount}>{changedLines(document.opened.yaml, document.text).size}</span>;
}

/** Numbers of the lines that are not in the object as it was opened. A new object has none: all of it is new. */
function changedLines(opened: string | null, text: string): ReadonlySet<number> {
  if (opened === null) return new Set();
  return new Set(diffYaml(opened, text, 0).flatMap(({ rows }) => rows.filter(({ kind }) => kind === 'added').map(({ line }) => line)));
}

const rowHeight = 20;

/** Coloured lines under a transparent text area of the same size: light, and the caret, selection and undo are the browser's own. */
function YamlText({
  label,
  text,
  changed,
  errorLine,
  onChange,
}: {
  label: string;
  text: string;
  changed: ReadonlySet<number>;
  errorLine: number | null;
  onChange: (text: string) => void;
}) {
  const lines = text.split('\n');
  const scroll = useRef<HTMLDivElement>(null);
  const first = changed.values().next().value;
  useEffect(() => {
    const box = scroll.current;
    if (!box || first === undefined || box.contains(document.activeElement)) return;
    const top = (first - 1) * rowHeight;
    if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 4 * rowHeight) box.scrollTop = Math.max(0, top - 4 * rowHeight);
  }, [first]);
  const width = Math.max(40, ...lines.map((line) => line.length)) + 2;
  return (
    <div className={css.yamlScroll} ref={scroll}>
      <div className={css.yamlText} style={{ minWidth: `calc(${width}ch + 52px)` }}>
        <div aria-hidden="true">
          {lines.map((line, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity
              key={index}
              className={classes(css.yamlRow, changed.has(index + 1) && css.yamlChanged, errorLine === index + 1 && css.yamlError)}
            >
              <span className={css.yamlNumber}>{index + 1}</span>
              <YamlLine text={line} />
            </div>
          ))}
        </div>
        <textarea
          className={css.yamlInput}
          aria-label={label}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
    </div>
  );
}
