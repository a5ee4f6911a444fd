import { useElementSize } from '@mantine/hooks';
import type { TopologyBox } from '@pidalio/contract';
import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import { problemOf } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorBoundary } from '../../ui/error-boundary.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { useTokens } from '../../ui/tokens.ts';
import { type LabelPart, toDrawModel } from './draw-model.ts';
import { elementNames } from './element-names.ts';
import { steeredService } from './find-element.ts';
import type { FoldedTopology } from './fold-namespaces.ts';
import type { GraphHandle } from './graph-canvas.tsx';
import type { GraphKind } from './graph-kind.ts';
import type { Scene } from './graph-view.ts';
import { Legend } from './legend.tsx';
import { NeedLookCard } from './need-look-card.tsx';
import css from './topology.module.css';
import { TopologyLoading } from './topology-states.tsx';
import { useLayout } from './use-layout.ts';
import { topologyWords } from './words.ts';

const GraphCanvas = lazy(() => import('./graph-canvas.tsx').then((module) => ({ default: module.GraphCanvas })));

/** The canvas with what floats on it. */
export function GraphStage({
  folded,
  graph,
  parts,
  traffic,
  legend,
  picked,
  onPick,
  onTable,
}: {
  folded: FoldedTopology;
  graph: GraphKind;
  parts: readonly LabelPart[];
  traffic: boolean;
  legend: boolean;
  picked: string | null;
  onPick: (id: string | null) => void;
  onTable: () => void;
}) {
  const t = useWords(topologyWords);
  const navigate = useNavigate();
  const href = useScopedPath();
  const token = useTokens();
  const handle = useRef<GraphHandle>(null);
  const { topology, folds } = folded;
  const nameOf = useMemo(() => elementNames(topology, t), [topology, t]);
  const model = useMemo(
    () =>
      toDrawModel(
        topology,
        {
          shadow: t('node.shadow'),
          notInMesh: t('node.notInMesh'),
          blockedEgress: t('node.blockedEgress'),
          anyEgress: t('node.anyEgress'),
          callers: t('node.callers'),
          noRoute: t('node.noRoute'),
          unknownTarget: t('node.unknownTarget'),
          holds: (n) => (n === 1 ? t('node.holdsOne') : t('node.holds', { n })),
        },
        folds,
      ),
    [topology, folds, t],
  );
  const boxNote = useCallback((box: TopologyBox) => noteOf(box, t), [t]);
  const { laidOut, failed } = useLayout(model, graph);
  const { ref: cardRef, width: cardWidth, height: cardHeight } = useElementSize<HTMLDivElement>();
  const corner = useMemo(
    () => (cardHeight > 0 && !picked ? { width: cardWidth + 12, height: cardHeight + 12 } : null),
    [cardWidth, cardHeight, picked],
  );
  const scene = useMemo<Scene | null>(
    () => laidOut && { model, laidOut, token, parts, picked, traffic, boxNote, corner },
    [model, laidOut, token, parts, picked, traffic, boxNote, corner],
  );
  const open = (id: string) => {
    const service = steeredService(topology, id);
    if (service) void navigate(href(paths.service(service)));
  };
  if (failed)
    return (
      <EmptyState title={t('graph.layoutFailed')} actions={<Button onClick={onTable}>{t('graph.useTable')}</Button>}>
        {problemOf(failed).detail}
      </EmptyState>
    );
  return (
    <div className={css.stage}>
      <ErrorBoundary>
        <Suspense fallback={<TopologyLoading />}>
          {scene ? (
            <GraphCanvas ref={handle} scene={scene} label={t('graph.label')} nameOf={nameOf} onPick={onPick} onOpen={open} />
          ) : (
            <TopologyLoading />
          )}
        </Suspense>
      </ErrorBoundary>
      {!picked && (
        <div ref={cardRef} className={css.corner}>
          <NeedLookCard topology={topology} nameOf={nameOf} onPick={onPick} onPoint={(id) => handle.current?.point(id)} />
        </div>
      )}
      {legend && <Legend />}
      <div className={`${css.card} ${css.zoom}`}>
        <IconButton look="ghost" label={t('graph.zoomIn')} icon={<IconZoomIn size={16} />} onClick={() => handle.current?.zoomBy(1.25)} />
        <IconButton look="ghost" label={t('graph.zoomOut')} icon={<IconZoomOut size={16} />} onClick={() => handle.current?.zoomBy(0.8)} />
        <IconButton look="ghost" label={t('graph.fit')} icon={<IconMaximize size={16} />} onClick={() => handle.current?.fit()} />
      </div>
    </div>
  );
}

function noteOf(box: TopologyBox, t: (key: 'box.permissive' | 'box.disabled' | 'box.noSidecars' | 'box.someSidecars') => string): string {
  if (box.sidecars === 'none') return t('box.noSidecars');
  if (box.mtls === 'permissive') return t('box.permissive');
  if (box.mtls === 'disabled') return t('box.disabled');
  return box.sidecars === 'some' && box.kind === 'namespace' ? t('box.someSidecars') : '';
}
