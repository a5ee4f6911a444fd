import type { Topology, TopologyEdge, TopologyNode } from '@pidalio/contract';
import { IconArrowNarrowRight, IconArrowsSplit2, IconBolt, IconGhost2, IconLink, IconServer2, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { HealthChip } from '../../ui/health.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { calleesOf, callersOf } from './callers.ts';
import { isNoRoute } from './draw-model.ts';
import { explainedCall, findElement, steeredService } from './find-element.ts';
import { GoldenCharts } from './golden-charts.tsx';
import type { GraphKind } from './graph-kind.ts';
import { CodeList, PeerList, StrandList } from './panel-parts.tsx';
import css from './topology.module.css';
import { Mtls } from './topology-table.tsx';
import { type TopologyTranslate, topologyWords } from './words.ts';

/** What is known of the selected node or edge, and the wizards that apply. Nothing when the selection is gone. */
export function ElementPanel({
  topology,
  graph,
  id,
  nameOf,
  onPick,
}: {
  topology: Topology;
  graph: GraphKind;
  id: string;
  nameOf: (id: string) => string;
  onPick: (id: string | null) => void;
}) {
  const t = useWords(topologyWords);
  const element = findElement(topology, id);
  if (!element) return null;
  const { signals } = element.item;
  return (
    <SidePanel
      kind={element.type === 'edge' ? edgeKind(element.item, t) : nodeKind(element.item, t)}
      title={element.type === 'edge' ? <EdgeTitle edge={element.item} nameOf={nameOf} /> : nameOf(id)}
      chips={
        <>
          <HealthChip health={signals.health} />
          {element.type === 'edge' && element.item.mtlsRatio !== null && (
            <Chip>
              <Mtls ratio={element.item.mtlsRatio} />
            </Chip>
          )}
          {element.type === 'node' && element.item.badges.includes('no-sidecar') && <Chip>{t('sidecar.none')}</Chip>}
        </>
      }
      actions={
        <IconButton
          size="small"
          look="ghost"
          label={t('panel.link')}
          icon={<IconLink size={15} />}
          onClick={() =>
            void navigator.clipboard?.writeText(location.href).then(() => showToast({ tone: 'done', title: t('panel.linkCopied') }))
          }
        />
      }
      foot={<Actions topology={topology} id={id} />}
      onClose={() => onPick(null)}
    >
      {element.type === 'node' && element.item.kind === 'helm' && <HelmRule node={element.item} />}
      {element.type === 'node' && element.item.kind === 'helm' && <StrandList topology={topology} helmId={id} />}
      <GoldenCharts element={id} graph={graph} signals={signals}>
        <CodeList signals={signals} />
      </GoldenCharts>
      {element.type === 'node' && element.item.kind !== 'helm' && (
        <>
          <PeerList title={t('panel.calledBy')} peers={callersOf(topology, id)} nameOf={nameOf} onPick={onPick} />
          <PeerList title={t('panel.talksTo')} peers={calleesOf(topology, id)} nameOf={nameOf} onPick={onPick} />
        </>
      )}
    </SidePanel>
  );
}

function EdgeTitle({ edge, nameOf }: { edge: TopologyEdge; nameOf: (id: string) => string }) {
  return (
    <span className="row" style={{ gap: 6 }}>
      {nameOf(edge.source)}
      <IconArrowNarrowRight size={16} className="ink-3" aria-label="→" />
      {nameOf(edge.target)}
    </span>
  );
}

function edgeKind(edge: TopologyEdge, t: TopologyTranslate): string {
  if (edge.kind === 'strand') return t('panel.strand');
  if (edge.kind === 'shadow') return t('panel.shadow');
  return t('panel.edge', { protocol: edge.protocol === 'grpc' ? 'gRPC' : edge.protocol.toUpperCase() });
}

function nodeKind(node: TopologyNode, t: TopologyTranslate): string {
  if (node.kind === 'unknown' && !node.root) return t(isNoRoute(node) ? 'panel.noRoute' : 'panel.unknownTarget');
  return t(`panel.${node.kind}`, { namespace: node.namespace });
}

function HelmRule({ node }: { node: TopologyNode }) {
  const t = useWords(topologyWords);
  const href = useScopedPath();
  if (!node.rule) return null;
  return (
    <div className={`${css.section} row`}>
      <span className="ink-3">{t('panel.rule')}</span>
      <Link className="link mono truncate" to={href(paths.object(node.rule))}>
        {node.rule.kind} {node.rule.namespace}/{node.rule.name}
      </Link>
    </div>
  );
}

function Actions({ topology, id }: { topology: Topology; id: string }) {
  const t = useWords(topologyWords);
  const href = useScopedPath();
  const service = steeredService(topology, id);
  const cannot = service ? undefined : t('act.noService');
  const why = cannot ? { cannot } : {};
  return (
    <>
      <LinkButton look="primary" icon={<IconArrowsSplit2 size={15} />} to={href(paths.wizard('canary', service))} {...why}>
        {t('act.canary')}
      </LinkButton>
      <LinkButton icon={<IconServer2 size={15} />} to={service ? href(paths.service(service)) : ''} {...why}>
        {t('panel.openService')}
      </LinkButton>
      <LinkButton icon={<IconGhost2 size={15} />} to={href(paths.wizard('mirror', service))} {...why}>
        {t('act.mirror')}
      </LinkButton>
      <LinkButton icon={<IconBolt size={15} />} to={href(paths.wizard('fault', service))} {...why}>
        {t('act.fault')}
      </LinkButton>
      <LinkButton
        className={css.wide ?? ''}
        icon={<IconZoomQuestion size={15} />}
        to={href(paths.explain(explainedCall(topology, id) ?? undefined))}
        {...why}
      >
        {t('act.explain')}
      </LinkButton>
    </>
  );
}
