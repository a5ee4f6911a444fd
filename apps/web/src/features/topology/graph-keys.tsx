import { type KeyboardEvent, type Ref, useState } from 'react';
import type { DrawModel } from './draw-model.ts';
import { pointAt } from './edge-curves.ts';
import css from './graph-canvas.module.css';
import { type ArrowKey, isArrowKey, neighbourOf } from './graph-neighbours.ts';
import type { LaidOut } from './use-layout.ts';

/**
 * The graph for keyboards and screen readers: a button on every node and edge, moved along with the view. One of them is in
 * the tab order; arrows go along edges and to siblings, Enter opens, Escape leaves. The mouse goes through to the canvas.
 */
export function GraphKeys({
  ref,
  label,
  model,
  laidOut,
  picked,
  nameOf,
  onPick,
}: {
  ref: Ref<HTMLDivElement>;
  label: string;
  model: DrawModel;
  laidOut: LaidOut;
  picked: string | null;
  nameOf: (id: string) => string;
  onPick: (id: string | null) => void;
}) {
  const [active, setActive] = useState<string | null>(null);
  const places = placesOf(model, laidOut);
  const current = places.some((place) => place.id === active) ? active : (picked ?? places[0]?.id ?? null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') {
      onPick(null);
      if (event.target instanceof HTMLElement) event.target.blur();
      return;
    }
    if (!isArrowKey(event.key) || !current) return;
    event.preventDefault();
    move(event.currentTarget, neighbourOf(model, laidOut.layout, current, event.key satisfies ArrowKey));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div ref={ref} className={css.keys} role="group" aria-label={label} onKeyDown={onKeyDown}>
      {places.map((place) => (
        <button
          key={place.id}
          type="button"
          data-element={place.id}
          tabIndex={place.id === current ? 0 : -1}
          aria-pressed={place.id === picked}
          style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
          onFocus={() => setActive(place.id)}
          onClick={() => onPick(place.id)}
        >
          <span className="visually-hidden">{nameOf(place.id)}</span>
        </button>
      ))}
    </div>
  );
}

function move(group: HTMLElement, id: string | null): void {
  if (!id) return;
  for (const child of group.children) if (child instanceof HTMLElement && child.dataset.element === id) child.focus();
}

function placesOf(model: DrawModel, { layout, curves }: LaidOut) {
  const nodes = model.nodes.flatMap(({ id }) => {
    const rect = layout.nodes.get(id);
    return rect ? [{ id, ...rect }] : [];
  });
  const edges = model.edges.flatMap(({ id }) => {
    const curve = curves.get(id);
    if (!curve) return [];
    const middle = pointAt(curve.points, 0.5);
    return [{ id, x: middle.x - 12, y: middle.y - 12, width: 24, height: 24 }];
  });
  return [...nodes.sort((a, b) => a.x - b.x || a.y - b.y), ...edges];
}
