import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useRefetchInterval } from '../../api/live.ts';
import { problemOf, queries } from '../../api/queries.ts';
import { useScope } from '../../lib/scope.ts';
import { readStored, writeStored } from '../../lib/stored.ts';
import { useUrlState } from '../../lib/url-state.ts';
import { useWords } from '../../lib/words.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { type LabelPart, labelParts } from './draw-model.ts';
import { elementNames } from './element-names.ts';
import { ElementPanel } from './element-panel.tsx';
import { foldNamespaces, namespacesOf, unfoldedBy } from './fold-namespaces.ts';
import { graphKinds } from './graph-kind.ts';
import { GraphStage } from './graph-stage.tsx';
import { Toolbar } from './toolbar.tsx';
import css from './topology.module.css';
import { TopologyEmpty, TopologyLoading } from './topology-states.tsx';
import { TopologyTable } from './topology-table.tsx';
import { useSelectionVerbs } from './use-selection-verbs.ts';
import { topologyWords } from './words.ts';

export function TopologyPage() {
  const t = useWords(topologyWords);
  const scope = useScope();
  const [graph, setGraph] = useUrlState('graph', 'versions', graphKinds);
  const [view, setView] = useUrlState('view', 'graph', ['graph', 'table'] as const);
  const [labels, setLabels] = useUrlState('labels', labelParts.join('-'));
  const [picked, setPicked] = useUrlState('sel', '');
  const [traffic, setTraffic] = useStoredFlag('traffic');
  const [legend, setLegend] = useStoredFlag('legend');
  const query = useQuery({ ...queries.topology(scope.query, graph), refetchInterval: useRefetchInterval() });
  const topology = query.data;
  const nameOf = useMemo(() => (topology ? elementNames(topology, t) : (id: string) => id), [topology, t]);
  const parts = useMemo(() => parseParts(labels), [labels]);
  const [open, setOpen] = useUrlState('open', '');
  const opened = useMemo(() => new Set(open.split(',').filter(Boolean)), [open]);
  const folded = useMemo(
    () => topology && foldNamespaces(topology, new Set([...opened, ...(picked ? namespacesOf(topology, picked) : [])])),
    [topology, opened, picked],
  );
  const pick = (id: string | null) => {
    const namespaces = id && folded ? unfoldedBy(folded, id) : [];
    const box = topology?.boxes.find((candidate) => candidate.id === id && candidate.kind === 'namespace');
    if (namespaces.length > 0) setOpen([...new Set([...opened, ...namespaces])].join(','), { push: true });
    else if (box && opened.has(box.namespace))
      setOpen([...opened].filter((namespace) => namespace !== box.namespace).join(','), { push: true });
    else setPicked(id ?? '');
  };
  useSelectionVerbs({ topology, picked, onClose: () => pick(null), onView: () => setView(view === 'graph' ? 'table' : 'graph') });
  return (
    <>
      <PageTitle title={t('title')} />
      <Toolbar
        graph={graph}
        onGraph={(kind) => setGraph(kind)}
        view={view}
        onView={(next) => setView(next)}
        parts={parts}
        onParts={(next: LabelPart[]) => setLabels(next.join('-') || 'none')}
        traffic={traffic}
        onTraffic={setTraffic}
        legend={legend}
        onLegend={setLegend}
      />
      <div className={css.body}>
        {!topology && query.isError && (
          <ErrorState
            title={t('failed.title')}
            words={problemOf(query.error).detail}
            requestId={problemOf(query.error).requestId}
            onRetry={() => void query.refetch()}
          />
        )}
        {!topology && !query.isError && <TopologyLoading />}
        {topology && topology.nodes.length === 0 && <TopologyEmpty scoped={scope.namespaces.length > 0} />}
        {topology && folded && topology.nodes.length > 0 && (
          <>
            {view === 'table' ? (
              <div className={css.table}>
                <TopologyTable topology={topology} nameOf={nameOf} picked={picked || null} onPick={pick} />
              </div>
            ) : (
              <GraphStage
                folded={folded}
                graph={graph}
                parts={parts}
                traffic={traffic}
                legend={legend}
                picked={picked || null}
                onPick={pick}
                onTable={() => setView('table')}
              />
            )}
            {picked && <ElementPanel topology={topology} graph={graph} id={picked} nameOf={nameOf} onPick={pick} />}
          </>
        )}
      </div>
    </>
  );
}

function parseParts(text: string): LabelPart[] {
  const wanted = text.split('-');
  return labelParts.filter((part) => wanted.includes(part));
}

/** On unless this browser was told otherwise. */
function useStoredFlag(name: string): [boolean, (on: boolean) => void] {
  const key = `topology.${name}`;
  const [on, setOn] = useState(() => readStored(key) !== 'off');
  const set = (next: boolean) => {
    writeStored(key, next ? 'on' : 'off');
    setOn(next);
  };
  return [on, set];
}
