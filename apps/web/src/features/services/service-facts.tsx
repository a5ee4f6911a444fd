import type { ServiceDetail } from '@pidalio/contract';
import { IconLock, IconLockOpen, IconRoute } from '@tabler/icons-react';
import { Link } from 'react-router';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { formatPercent } from '../../ui/format.ts';
import css from './services.module.css';
import { servicesWords } from './words.ts';

/** One line of facts: address, how much is encrypted, what governs. */
export function ServiceFacts({ detail }: { detail: ServiceDetail }) {
  const t = useWords(servicesWords);
  const scoped = useScopedPath();
  const { host, ports, mtlsRatio, governedBy } = detail.service;
  const plain = detail.callers.filter((caller) => caller.mtlsRatio !== null && caller.mtlsRatio < 1).length;
  return (
    <div className={css.facts}>
      <span className="mono ink-2 truncate">
        {host}
        {ports[0] && `:${ports[0].port}`}
      </span>
      {mtlsRatio !== null && (
        <span className="row ink-2 nowrap">
          <IconLock size={14} className="ink-3" />{' '}
          {mtlsRatio === 0 ? t('mtls.plain') : t('mtls.share', { share: formatPercent(mtlsRatio) })}
        </span>
      )}
      {plain > 0 && (
        <span className="row warn-ink nowrap">
          <IconLockOpen size={14} /> {plain === 1 ? t('plainCallers.one') : t('plainCallers.many', { n: plain })}
        </span>
      )}
      {governedBy.map((ref) => (
        <Link key={`${ref.kind}${ref.namespace}${ref.name}`} className="row ink-2 nowrap" to={scoped(paths.object(ref))}>
          <IconRoute size={14} className="ink-3" /> {ref.kind} <span className="medium">{ref.name}</span>
        </Link>
      ))}
    </div>
  );
}
