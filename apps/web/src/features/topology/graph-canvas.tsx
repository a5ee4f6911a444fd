import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import css from './graph-canvas.module.css';
import { GraphKeys } from './graph-keys.tsx';
import { GraphView, type Scene } from './graph-view.ts';

export interface GraphHandle {
  fit(): void;
  zoomBy(factor: number): void;
  point(id: string | null): void;
}

/** The graph. Everything it shows comes in as a scene; it fetches and decides nothing. */
export function GraphCanvas({
  scene,
  label,
  nameOf,
  onPick,
  onOpen,
  ref,
}: {
  scene: Scene;
  label: string;
  nameOf: (id: string) => string;
  onPick: (id: string | null) => void;
  onOpen: (id: string) => void;
  ref?: Ref<GraphHandle>;
}) {
  const stage = useRef<HTMLDivElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const dots = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLCanvasElement>(null);
  const keys = useRef<HTMLDivElement>(null);
  const view = useRef<GraphView | null>(null);
  const callbacks = useRef({ onPick, onOpen });
  useEffect(() => {
    callbacks.current = { onPick, onOpen };
  });
  useEffect(() => {
    if (!container.current || !dots.current || !words.current) return;
    const created = new GraphView(
      container.current,
      { dots: dots.current, words: words.current },
      {
        onPick: (id) => callbacks.current.onPick(id),
        onOpen: (id) => callbacks.current.onOpen(id),
        onView: ({ zoom, x, y }) => {
          if (keys.current) keys.current.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
        },
        onLabels: (labels) => {
          // What is painted cannot be queried; tests read the labels' places from here.
          if (stage.current)
            stage.current.dataset.labels = JSON.stringify(labels.map(({ id, x, y, width, height }) => ({ id, x, y, width, height })));
        },
      },
    );
    view.current = created;
    return () => {
      created.destroy();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    view.current?.show(scene);
  }, [scene]);
  useImperativeHandle(ref, () => ({
    fit: () => view.current?.fit(),
    zoomBy: (factor) => view.current?.zoomBy(factor),
    point: (id) => view.current?.point(id),
  }));
  return (
    <div ref={stage} className={css.layer}>
      <div ref={container} className={`${css.layer} ${css.cytoscape}`} aria-hidden="true" />
      <canvas ref={dots} className={`${css.layer} ${css.paint}`} />
      <canvas ref={words} className={`${css.layer} ${css.paint}`} />
      <GraphKeys
        ref={keys}
        label={label}
        model={scene.model}
        laidOut={scene.laidOut}
        picked={scene.picked}
        nameOf={nameOf}
        onPick={onPick}
      />
    </div>
  );
}
