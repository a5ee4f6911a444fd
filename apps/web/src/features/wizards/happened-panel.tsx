import { describeChange } from '../../changes/describe-change.ts';
import { changesWords } from '../../changes/words.ts';
import { useChangesOf } from '../../experiments/use-experiment.ts';
import { paths, type Ref } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useTimes } from '../../ui/time.ts';
import css from './wizards.module.css';
import { wizardWords } from './words.ts';

/** Recorded changes of the object, newest first, each with the way back. */
export function HappenedPanel({ objectRef }: { objectRef: Ref }) {
  const t = useWords(wizardWords);
  const c = useWords(changesWords);
  const scoped = useScopedPath();
  const { clock } = useTimes(30_000);
  const { changes, unavailable, isPending } = useChangesOf(objectRef);
  return (
    <Panel title={t('happened.title')}>
      {unavailable && <p className="ink-3">{t('happened.unavailable', { reason: unavailable })}</p>}
      {!unavailable && !isPending && changes.length === 0 && <p className="ink-3">{t('happened.none')}</p>}
      <ul className={css.happened}>
        {changes.slice(0, 6).map((change, index) => (
          <li key={change.id}>
            <span className="ink-3">{clock(change.atMs)}</span>
            <span title={change.author}>{describeChange(change, changes, c)}</span>
            {/* The newest one is taken back from the header. */}
            {index > 0 && change.revert && (
              <LinkButton size="small" look="ghost" to={scoped(paths.revert(change.id))}>
                {t('happened.revert')}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
