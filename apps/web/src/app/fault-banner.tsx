import type { ActiveFault } from '@pidalio/contract';
import { IconBolt, IconHandStop } from '@tabler/icons-react';
import { useMesh } from '../api/queries.ts';
import { paths } from '../lib/paths.ts';
import { useScopedPath } from '../lib/scope.ts';
import { useWords } from '../lib/words.ts';
import { Banner } from '../ui/banner.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { formatMs, formatPercent } from '../ui/format.ts';
import { appWords } from './words.ts';

/** On every page while a rule does harm on purpose. */
export function FaultBanner() {
  const t = useWords(appWords);
  const href = useScopedPath();
  const faults = useMesh().data?.faults ?? [];
  const [first, ...others] = faults;
  if (!first) return null;
  const actions =
    others.length === 0 ? (
      <>
        <LinkButton size="small" look="ghost" to={href(paths.watch('fault', first.ref, first.ruleIndex))}>
          {t('fault.show')}
        </LinkButton>
        <LinkButton size="small" look="warn" icon={<IconHandStop size={14} />} to={href(paths.stopFault(first.ref, first.ruleIndex))}>
          {t('fault.stop')}
        </LinkButton>
      </>
    ) : (
      <LinkButton size="small" look="warn" to={href(paths.traffic())}>
        {t('fault.all')}
      </LinkButton>
    );
  return (
    <Banner tone="harm" icon={<IconBolt size={16} />} actions={actions}>
      <span className="row">
        <span className="truncate">
          <b className="strong">{others.length === 0 ? t('fault.one') : t('fault.many', { n: faults.length })}</b>{' '}
          <FaultWords fault={first} />
        </span>
        {first.manager && <Chip tone="line">{t('fault.by', { manager: first.manager })}</Chip>}
      </span>
    </Banner>
  );
}

function FaultWords({ fault }: { fault: ActiveFault }) {
  const t = useWords(appWords);
  const what = [
    fault.delay &&
      t('fault.delay', { delay: formatMs(fault.delay.delayMs).replace('.0', ''), percent: formatPercent(fault.delay.percent / 100) }),
    fault.abort && t('fault.abort', { status: fault.abort.status, percent: formatPercent(fault.abort.percent / 100) }),
  ].filter(Boolean);
  return (
    <>
      <span className="ink-2">{what.join(', ')}</span> <span className="ink-2">{t('fault.to')}</span>{' '}
      <span className="medium" title={fault.hosts.join(', ')}>
        {fault.hosts.map(shortHost).join(', ')}
      </span>
      {fault.matches.length > 0 && (
        <>
          {' '}
          <span className="ink-2">{t('fault.where', { match: '' })}</span>
          <span className="mono">{fault.matches.join(' | ')}</span>
        </>
      )}
    </>
  );
}

/** `ratings.default.svc.cluster.local` → `ratings.default`: the rest is the same for every service of the cluster. */
function shortHost(host: string): string {
  return host.replace(/\.svc\..+$/, '');
}
