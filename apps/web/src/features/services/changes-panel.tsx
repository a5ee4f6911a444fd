import type { ServiceDetail } from '@pidalio/contract';
import { useQuery } from '@tanstack/react-query';
import { problemOf, queries } from '../../api/queries.ts';
import { describeChange } from '../../changes/describe-change.ts';
import { changesWords } from '../../changes/words.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useTimes } from '../../ui/time.ts';
import { changesOf } from './changes-of.ts';
import css from './services.module.css';
import { servicesWords } from './words.ts';

/** More than these are on the Traffic page. */
const shown = 6;

/** Recorded changes of the objects that apply to this service, newest first. */
export function ChangesPanel({ refs, service }: { refs: ServiceDetail['config']; service: { namespace: string; name: string } }) {
  const t = useWords(servicesWords);
  const c = useWords(changesWords);
  const scoped = useScopedPath();
  const { ago } = useTimes(15_000);
  const query = useQuery({ ...queries.changes(), refetchInterval: 15_000 });
  const changes = changesOf(query.data?.changes ?? [], refs, service).slice(0, shown);
  return (
    <Panel flush title={t('changes.title')} note={t('changes.note')}>
      {query.isError && !query.data ? (
        <ErrorState
          words={problemOf(query.error).detail}
          requestId={problemOf(query.error).requestId}
          onRetry={() => void query.refetch()}
        />
      ) : query.isPending ? (
        <SkeletonRows rows={2} />
      ) : changes.length === 0 ? (
        <p className={`ink-3 ${css.quiet}`}>
          {query.data?.unavailable ? t('changes.unavailable', { reason: query.data.unavailable }) : t('changes.none')}
        </p>
      ) : (
        changes.map((change) => {
          const { id, atMs, state, revert } = change;
          const what = describeChange(change, query.data?.changes ?? [], c);
          return (
            <div key={id} className={css.change}>
              <span className="ink-3 nowrap">{ago(atMs)}</span>
              <span className="truncate" title={what}>
                {what}
              </span>
              {state !== 'applied' ? (
                <Chip tone="warn">{t(`changes.${state}`)}</Chip>
              ) : (
                revert && (
                  <LinkButton size="small" look="ghost" to={scoped(paths.revert(id))}>
                    {t('changes.revert')}
                  </LinkButton>
                )
              )}
            </div>
          );
        })
      )}
    </Panel>
  );
}
