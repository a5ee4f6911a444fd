import type { RouteRow, ServiceDetail } from '@pidalio/contract';
import { IconBolt, IconGhost2, IconInfoCircle, IconPencil, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { busiestError, errorReason } from '../../responses/describe-response.ts';
import { responseWords } from '../../responses/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { formatPercent } from '../../ui/format.ts';
import { HealthGlyph } from '../../ui/health.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ShareStack } from '../../ui/share-bar.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { versionClass } from '../../ui/version.tsx';
import css from './services.module.css';
import { ErrorShare, signalColumns } from './signal-columns.tsx';
import { servicesWords } from './words.ts';

/** The rules in the order they are tried, each with what it carries. */
export function RoutesPanel({ detail }: { detail: ServiceDetail }) {
  const t = useWords(servicesWords);
  const scoped = useScopedPath();
  const columns: Column<RouteRow>[] = [
    {
      key: 'order',
      head: '',
      label: '#',
      width: 34,
      align: 'right',
      cell: (row) => <span className="ink-3">{row.order === null ? '–' : row.order + 1}</span>,
    },
    {
      key: 'route',
      head: t('column.route'),
      width: '14%',
      cell: (row) => (
        <span className="row">
          <HealthGlyph health={row.signals?.health ?? 'unknown'} />
          <RouteName row={row} />
        </span>
      ),
    },
    { key: 'match', head: t('column.match'), cell: (row) => <Matches row={row} /> },
    ...signalColumns<RouteRow>(t, (row) => row.signals),
    { key: 'errors', head: t('column.errors'), align: 'right', width: 68, cell: (row) => <ErrorShare signals={row.signals} /> },
    { key: 'reason', head: t('column.reason'), width: 124, low: true, cell: (row) => <Reason row={row} /> },
    { key: 'history', head: t('column.history'), width: 100, low: true, cell: (row) => <Sparkline values={row.sparkline} /> },
    { key: 'goesTo', head: t('column.goesTo'), width: 226, cell: (row) => <GoesTo row={row} /> },
    { key: 'explain', head: '', label: t('explain'), width: 38, cell: (row) => <ExplainRow row={row} detail={detail} /> },
  ];
  const rule = detail.service.governedBy[0];
  return (
    <Panel
      flush
      title={t('routes.title')}
      note={t('routes.note')}
      actions={
        <>
          {detail.routeTelemetry === 'on' && (
            <span className="t12 ink-3">
              {t('routes.seen')} · <span className="mono">route_name</span>
            </span>
          )}
          {rule && (
            <LinkButton size="small" icon={<IconPencil size={14} />} to={scoped(paths.object(rule))}>
              {t('routes.edit')}
            </LinkButton>
          )}
        </>
      }
    >
      {detail.routeTelemetry !== 'on' && <TelemetryNote state={detail.routeTelemetry} />}
      {detail.routes.length === 0 ? (
        <EmptyState title={t('routes.none')} />
      ) : (
        <Table
          label={t('routes.title')}
          rows={detail.routes}
          columns={columns}
          rowKey={(row) => `${row.via}/${row.order}/${row.routeName}/${row.kind}`}
        />
      )}
    </Panel>
  );
}

/** Leads to a request that this rule takes. */
function ExplainRow({ row, detail }: { row: RouteRow; detail: ServiceDetail }) {
  const t = useWords(servicesWords);
  const scoped = useScopedPath();
  if (row.ref === null || row.order === null) return null;
  const label = t('explain.row', { rule: row.routeName || `${row.ref.name} ${row.order + 1}` });
  return (
    <Link
      className="link"
      to={scoped(paths.explain({ service: detail.service, rule: { ref: row.ref, index: row.order } }))}
      aria-label={label}
      title={label}
    >
      <IconZoomQuestion size={16} />
    </Link>
  );
}

function RouteName({ row }: { row: RouteRow }) {
  const t = useWords(servicesWords);
  if (row.kind === 'no-proxy') return <span>{t('route.noProxy')}</span>;
  if (row.kind === 'not-attributable') return <span className="ink-2">{t('route.notAttributable')}</span>;
  if (row.routeName === '') return <span className="ink-3">{t('route.unnamed')}</span>;
  return (
    <span className="mono medium truncate" title={row.routeName}>
      {row.kind === 'default' ? t('route.default') : row.routeName}
    </span>
  );
}

function Matches({ row }: { row: RouteRow }) {
  const t = useWords(servicesWords);
  const words =
    row.kind === 'no-proxy'
      ? t('route.noProxyMatch')
      : row.kind === 'not-attributable'
        ? t('route.notAttributableMatch')
        : row.matches.length > 0
          ? row.matches.join(' · ')
          : t('route.everyOther');
  const via = row.via === 'mesh' || row.via === '' ? '' : t('route.via', { via: row.via });
  return (
    <span className={`truncate ${css.match}`} title={[words, via].filter(Boolean).join(' · ')}>
      {words}
      {via && <span className="ink-3"> · {via}</span>}
    </span>
  );
}

function Reason({ row }: { row: RouteRow }) {
  const t = useWords(servicesWords);
  const responses = useWords(responseWords);
  if (row.fault)
    return (
      <span className="row warn-ink">
        <IconBolt size={14} /> {t('route.fault')}
      </span>
    );
  const worst = busiestError(row.signals?.codes ?? []);
  if (worst) {
    const words = errorReason(worst, responses);
    return (
      <span className="truncate" title={words}>
        {words}
      </span>
    );
  }
  if (row.mirror)
    return (
      <span className="row ink-2">
        <IconGhost2 size={14} /> {t('route.mirror')}
      </span>
    );
  return <span className="ink-3">–</span>;
}

function GoesTo({ row }: { row: RouteRow }) {
  const shares = row.destinations.map((destination) => ({ ...destination, share: destination.shareSeen ?? destination.shareConfigured }));
  const known = shares.filter(
    (destination): destination is (typeof shares)[number] & { share: number } => destination.share !== null && destination.share > 0,
  );
  if (known.length === 0) return <span className="ink-3">{row.destinations.map((destination) => destination.label).join(' ') || '–'}</span>;
  return (
    <span className={css.goesTo}>
      <span className={css.goesToBar}>
        <ShareStack shares={known.map(({ label, share, versionIndex }) => ({ key: label, share, versionIndex }))} />
      </span>
      <span className="truncate">
        {known.map(({ label, share, versionIndex }) => (
          <span key={label} className={versionClass(versionIndex)}>
            <span className={css.versionInk}>{label}</span> {shareWords(share, known.length)}{' '}
          </span>
        ))}
      </span>
    </span>
  );
}

/** The head says `%`. Three and more are whole numbers, so that they fit their line. */
function shareWords(share: number, among: number): string {
  return among > 2 && share >= 0.01 ? String(Math.round(share * 100)) : formatPercent(share).replace(/\s*%/, '');
}

function TelemetryNote({ state }: { state: 'off' | 'unknown' }) {
  const t = useWords(servicesWords);
  const scoped = useScopedPath();
  return (
    <div className={css.note}>
      <IconInfoCircle size={15} className="ink-3" />
      <span className="ink-2">{t(state === 'off' ? 'telemetry.off' : 'telemetry.unknown')}</span>
      <span className="spacer" />
      {state === 'off' && (
        <LinkButton size="small" to={scoped(`${paths.newObject('Telemetry')}?template=route-names`)}>
          {t('telemetry.create')}
        </LinkButton>
      )}
    </div>
  );
}
