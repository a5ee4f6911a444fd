import type { PlannedOperation } from '@pidalio/contract';
import { paths } from '../lib/paths.ts';
import { useScopedPath } from '../lib/scope.ts';
import { useWords } from '../lib/words.ts';
import { Button, LinkButton } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import css from './changes.module.css';
import { DiffView } from './diff-view.tsx';
import { changesWords } from './words.ts';
import { YamlLine } from './yaml-line.tsx';

/** Three sides of an object that somebody else changed meanwhile: as it was opened, theirs, yours. */
export function ConflictPanel({
  operation,
  openedYaml,
  onTakeTheirs,
}: {
  operation: PlannedOperation;
  openedYaml: string;
  onTakeTheirs: () => void;
}) {
  const t = useWords(changesWords);
  const { conflict, ref } = operation;
  if (!conflict) return null;
  if (operation.action === 'create') return <NameTaken object={ref} />;
  return (
    <Panel
      flush
      title={t('conflict.title', { object: `${ref.kind} ${ref.name}` })}
      actions={
        <Button size="small" onClick={onTakeTheirs}>
          {t('conflict.takeTheirs')}
        </Button>
      }
    >
      <p className="ink-2" style={{ padding: '0 12px 10px' }}>
        {t('conflict.detail')}
      </p>
      <div className={css.sides}>
        <Side title={t('conflict.was')}>
          <Plain text={openedYaml} />
        </Side>
        <Side title={conflict.manager ? `${t('conflict.theirs')} · ${conflict.manager}` : t('conflict.theirs')}>
          {conflict.theirs ? (
            <DiffView before={openedYaml} after={conflict.theirsYaml} context={4} />
          ) : (
            <p style={{ padding: 12 }}>{t('conflict.deleted')}</p>
          )}
        </Side>
        <Side title={t('conflict.yours')}>
          <DiffView before={openedYaml} after={operation.afterYaml} context={4} />
        </Side>
      </div>
    </Panel>
  );
}

/** A new object whose name another one has. */
function NameTaken({ object: ref }: { object: PlannedOperation['ref'] }) {
  const t = useWords(changesWords);
  const scoped = useScopedPath();
  return (
    <Panel
      title={t('conflict.taken', { object: `${ref.kind} ${ref.name}` })}
      actions={
        <LinkButton size="small" to={scoped(paths.object(ref))}>
          {t('conflict.open')}
        </LinkButton>
      }
    >
      <p className="ink-2">{t('conflict.takenDetail')}</p>
    </Panel>
  );
}

function Side({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={css.side} aria-label={title}>
      <h3 className={css.sideHead}>{title}</h3>
      {children}
    </section>
  );
}

function Plain({ text }: { text: string }) {
  return (
    <div className={css.diff}>
      {text
        .trimEnd()
        .split('\n')
        .map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other identity
          <div key={index} className={css.diffRow}>
            <span className={css.diffNumber}>{index + 1}</span>
            <span />
            <YamlLine text={line} />
          </div>
        ))}
    </div>
  );
}
