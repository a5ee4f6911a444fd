import { Menu } from '@mantine/core';
import { ApiError, type ServiceDetail } from '@pidalio/contract';
import { IconArrowsSplit2, IconBolt, IconChevronDown, IconGhost2, IconZoomQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { useCommands } from '../../lib/commands.ts';
import { paths, type ServiceRef, type WizardKind } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { useWords } from '../../lib/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { HealthChip } from '../../ui/health.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { CallersPanel } from './callers-panel.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { ConfigPanel } from './config-panel.tsx';
import { RoutesPanel } from './routes-panel.tsx';
import { ServiceCharts } from './service-charts.tsx';
import { ServiceFacts } from './service-facts.tsx';
import css from './services.module.css';
import { VersionsPanel } from './versions-panel.tsx';
import { servicesWords } from './words.ts';

/** One service: signals over time, versions, routes, callers, configuration. */
export function ServicePage() {
  const t = useWords(servicesWords);
  const { namespace = '', name = '' } = useParams();
  const scope = useScope();
  const scoped = useScopedPath();
  const query = useQuery({
    ...queries.service(namespace, name, scope.rangeSeconds),
    refetchInterval: useRefetchInterval(),
    placeholderData: (previous: ServiceDetail | undefined) => (previous?.service.name === name ? previous : undefined),
  });
  const detail = query.data;
  return (
    <>
      <PageTitle title={name} crumbs={[{ label: t('title'), to: scoped(paths.services()) }, { label: namespace }]}>
        {detail && <HealthChip health={detail.service.signals.health} />}
      </PageTitle>
      <div className={css.tools}>
        {detail && <ServiceFacts detail={detail} />}
        <span className="spacer" />
        <ExplainVerb service={{ namespace, name }} />
        <SteerMenu service={{ namespace, name }} />
      </div>
      <div className={css.page}>
        {detail ? (
          <Detail detail={detail} />
        ) : query.isError ? (
          <Failed error={query.error} service={{ namespace, name }} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={8} />
        )}
      </div>
    </>
  );
}

function Detail({ detail }: { detail: ServiceDetail }) {
  return (
    <>
      <ServiceCharts detail={detail} />
      <VersionsPanel versions={detail.versions} />
      <RoutesPanel detail={detail} />
      <div className={css.pair}>
        <CallersPanel callers={detail.callers} />
        <div className={css.aside}>
          <ChangesPanel refs={detail.config} service={detail.service} />
          <ConfigPanel refs={detail.config} />
        </div>
      </div>
    </>
  );
}

function Failed({ error, service, onRetry }: { error: Error; service: ServiceRef; onRetry: () => void }) {
  const t = useWords(servicesWords);
  const scoped = useScopedPath();
  if (error instanceof ApiError && error.problem.status === 404)
    return (
      <EmptyState
        title={t('gone', { name: service.name, namespace: service.namespace })}
        actions={<LinkButton to={scoped(paths.services())}>{t('back')}</LinkButton>}
      >
        {t('goneDetail')}
      </EmptyState>
    );
  const { detail, requestId } = problemOf(error);
  return <ErrorState title={t('detailFailed')} words={detail} requestId={requestId} onRetry={onRetry} />;
}

function ExplainVerb({ service: { namespace, name } }: { service: ServiceRef }) {
  const t = useWords(servicesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const address = scoped(paths.explain({ service: { namespace, name } }));
  const verb = useMemo(() => {
    const run = () => void navigate(address);
    return { keys: 'e', shortcut: 'e', id: 'explain', label: t('explain'), detail: name, group: 'selection' as const, run };
  }, [t, name, navigate, address]);
  useShortcuts(useMemo(() => [verb], [verb]));
  useCommands(useMemo(() => [verb], [verb]));
  return (
    <LinkButton icon={<IconZoomQuestion size={15} />} to={address}>
      {t('explain')}
    </LinkButton>
  );
}

const wizards = [
  { kind: 'canary', Icon: IconArrowsSplit2, key: 'c' },
  { kind: 'mirror', Icon: IconGhost2, key: 'm' },
  { kind: 'fault', Icon: IconBolt, key: 'f' },
] as const;

function SteerMenu({ service: { namespace, name } }: { service: ServiceRef }) {
  const t = useWords(servicesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const verbs = useMemo(() => {
    const open = (kind: WizardKind) => () => void navigate(scoped(paths.wizard(kind, { namespace, name })));
    return wizards.map(({ kind, Icon, key }) => ({ kind, Icon, keys: key, label: t(`steer.${kind}`), run: open(kind) }));
  }, [navigate, scoped, namespace, name, t]);
  useShortcuts(verbs);
  useCommands(
    useMemo(
      () =>
        verbs.map(({ kind, label, keys, run }) => ({
          id: `steer-${kind}`,
          label,
          detail: name,
          group: 'selection' as const,
          shortcut: keys,
          run,
        })),
      [verbs, name],
    ),
  );
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button look="primary" icon={<IconArrowsSplit2 size={15} />}>
          {t('steer')}
          <IconChevronDown size={14} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {verbs.map(({ kind, Icon, label, run }) => (
          <Menu.Item key={kind} leftSection={<Icon size={15} />} onClick={run}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
