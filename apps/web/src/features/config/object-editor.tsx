import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { queries } from '../../api/queries.ts';
import type { RefusedField } from '../../changes/review-page.tsx';
import { setExplainDrafts } from '../../lib/explain-drafts.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useTheme } from '../../lib/theme.ts';
import { useWords } from '../../lib/words.ts';
import { Chip } from '../../ui/chip.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import css from './config.module.css';
import { DiffDrawer } from './diff-drawer.tsx';
import { EditorReview } from './editor-review.tsx';
import { toEditorSchema } from './editor-schema.ts';
import type { EditorTarget } from './editor-target.ts';
import { EditorToolbar } from './editor-toolbar.tsx';
import { explainProblem, type RawProblem } from './explain-problem.ts';
import { kindAddress } from './kind-address.ts';
import { ObjectList } from './object-list.tsx';
import { parseObject } from './parse-object.ts';
import { applyFix, arrangeProblems, lineOfPath, type Problem } from './problems.ts';
import { ProblemsPanel } from './problems-panel.tsx';
import { StaleBanner } from './stale-banner.tsx';
import { textProblems } from './text-problems.ts';
import { useDraft } from './use-draft.ts';
import { configWords } from './words.ts';

const YamlEditor = lazy(() => import('./monaco/yaml-editor.tsx'));

interface ObjectEditorProps {
  target: EditorTarget;
  live: { yaml: string; seen: string | null; uid: string | undefined };
  deleted: boolean;
  manager: string | null;
}

/** List on the left, text in the middle with its difference below, problems on the right; Review takes the text's place. */
export function ObjectEditor({ target, live, deleted, manager }: ObjectEditorProps) {
  const t = useWords(configWords);
  const scoped = useScopedPath();
  const theme = useTheme();
  const schemas = useQuery(queries.schemas());
  const schema = useMemo(() => (schemas.data ? toEditorSchema(schemas.data.schemas) : null), [schemas.data]);
  const { draft, isEdited, isStale, setText, restart, forget } = useDraft(
    target.name ? `${kindAddress(target)}/${target.namespace}/${target.name}` : `new/${kindAddress(target)}`,
    live,
  );
  const [schemaProblems, setSchemaProblems] = useState<readonly Problem[]>([]);
  const [serverProblems, setServerProblems] = useState<Problem[]>([]);
  const [search] = useSearchParams();
  const [reveal, setReveal] = useState(() => lineIn(search));
  const [showDiff, setShowDiff] = useState(false);
  const [reviewing, setReviewing] = useState<'save' | 'delete' | null>(null);
  const parsed = useMemo(() => parseObject(draft?.text ?? ''), [draft?.text]);
  const ownProblems = useMemo(() => (draft ? textProblems(draft.text, parsed, target, t) : []), [draft, parsed, target, t]);
  const marks = useMemo(() => [...ownProblems, ...serverProblems], [ownProblems, serverProblems]);
  const problems = useMemo(
    () => arrangeProblems(schemaProblems, ownProblems, serverProblems),
    [schemaProblems, ownProblems, serverProblems],
  );
  const explain = useCallback((raw: RawProblem, text: string) => explainProblem(raw, text, schema ?? {}, t), [schema, t]);
  const cannotReview = reviewObstacle(
    {
      isEdited,
      hasErrors: problems.some(({ source, severity }) => source !== 'server' && severity === 'error'),
      hasSchema: schema !== null,
      hasObject: parsed.object !== null,
    },
    t,
  );
  const edit = useCallback(
    (text: string) => {
      setServerProblems([]);
      setText(text);
    },
    [setText],
  );
  const explainDraft = useExplainDraft(`${target.kind} ${target.name}`.trim(), draft?.text);
  const title = target.name || target.kind;

  return (
    <>
      <PageTitle
        title={title}
        crumbs={[
          { label: t('title'), to: scoped(paths.config()) },
          { label: target.kind },
          ...(target.namespace ? [{ label: target.namespace }] : []),
        ]}
      >
        {target.name === '' ? <Chip tone="accent">{t('new')}</Chip> : isEdited && <Chip tone="accent">{t('edited')}</Chip>}
      </PageTitle>
      {(isStale || deleted) && target.name !== '' && (
        <StaleBanner
          target={target}
          deleted={deleted}
          manager={manager}
          onCompare={() => setShowDiff(true)}
          onTake={() => restart()}
          onKeep={() => restart(true)}
        />
      )}
      {reviewing && draft ? (
        <EditorReview
          action={reviewing}
          target={target}
          parsed={parsed}
          draft={draft}
          uid={live.uid}
          onBack={(refused) => {
            setServerProblems(refused.map((one) => refusedProblem(one, draft.text)));
            setReviewing(null);
          }}
          onTakeTheirs={() => {
            restart();
            setReviewing(null);
          }}
          onApplied={() => {
            forget();
            restart();
            setReviewing(null);
          }}
        />
      ) : (
        <div className={css.editor}>
          <ObjectList target={target} />
          <div className={css.middle}>
            <EditorToolbar
              problems={problems}
              showDiff={showDiff}
              onDiff={() => setShowDiff(!showDiff)}
              onDiscard={isEdited && target.name !== '' ? () => restart() : undefined}
              onDelete={target.name !== '' ? () => setReviewing('delete') : undefined}
              onExplain={isEdited && parsed.object !== null ? explainDraft : undefined}
              cannotReview={cannotReview}
              onReview={() => setReviewing('save')}
            />
            <div className={css.text}>
              <Suspense fallback={<SkeletonRows rows={8} label={t('editor.loading')} />}>
                {draft && (
                  <YamlEditor
                    text={draft.text}
                    label={t('editor.label', { object: `${target.kind} ${target.name}` })}
                    theme={theme}
                    schema={schema}
                    explain={explain}
                    readOnly={false}
                    marks={marks}
                    reveal={reveal}
                    onChange={edit}
                    onProblems={setSchemaProblems}
                    onReview={() => {
                      if (!cannotReview) setReviewing('save');
                    }}
                  />
                )}
              </Suspense>
            </div>
            {showDiff && draft && (
              <DiffDrawer
                before={live.seen === null ? '' : live.yaml}
                after={draft.text}
                seen={isStale ? null : live.seen}
                onClose={() => setShowDiff(false)}
              />
            )}
          </div>
          <ProblemsPanel
            problems={problems}
            onOpen={(line) => setReveal({ line })}
            onFix={(fix) => {
              if (draft) edit(applyFix(draft.text, fix));
            }}
          />
        </div>
      )}
    </>
  );
}

/** `?line=12` brings that line into view. */
function lineIn(search: URLSearchParams): { line: number } | null {
  const line = Number(search.get('line'));
  return Number.isInteger(line) && line > 0 ? { line } : null;
}

/** Takes the text to Explain, to be laid over what the cluster holds. */
function useExplainDraft(title: string, text: string | undefined): () => void {
  const scoped = useScopedPath();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  return () => {
    setExplainDrafts({ from: pathname + search, title, yaml: [text ?? ''] });
    void navigate(scoped(paths.explainDraft()));
  };
}

/** The API server's own words, at the line they concern. */
function refusedProblem({ field, message }: RefusedField, text: string): Problem {
  return { source: 'server', severity: 'error', line: lineOfPath(text, field), message, path: field || null };
}

/** Why Review cannot be pressed yet. */
function reviewObstacle(
  state: { isEdited: boolean; hasErrors: boolean; hasSchema: boolean; hasObject: boolean },
  t: (key: keyof typeof configWords.en) => string,
): string | undefined {
  if (!state.isEdited) return t('editor.nothing');
  if (state.hasErrors) return t('editor.hasErrors');
  if (!state.hasObject) return t('review.notObject');
  if (!state.hasSchema) return t('editor.noSchema');
  return undefined;
}
