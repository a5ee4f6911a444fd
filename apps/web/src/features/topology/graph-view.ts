import type { TopologyBox } from '@pidalio/contract';
import cytoscape, { type Core } from 'cytoscape';
import type { Tokens } from '../../ui/tokens.ts';
import { versionTokens } from '../../ui/version.tsx';
import { cytoscapeStyle } from './cytoscape-style.ts';
import type { DrawModel, LabelPart } from './draw-model.ts';
import { fitView } from './fit-view.ts';
import { chooseLabels, type EdgeLabel } from './graph-labels.ts';
import type { Rect } from './layout-graph.ts';
import { litPath } from './lit-path.ts';
import { Brush, paintLabel } from './paint-brush.ts';
import { paintBoxes, paintNodes } from './paint-graph.ts';
import { syncGraph } from './sync-graph.ts';
import { type DotStream, eachDot, toDotStreams } from './traffic-dots.ts';
import type { LaidOut } from './use-layout.ts';

export interface Scene {
  model: DrawModel;
  laidOut: LaidOut;
  token: Tokens;
  parts: readonly LabelPart[];
  picked: string | null;
  traffic: boolean;
  boxNote: (box: TopologyBox) => string;
  /** Size of the card in the upper left corner, which the graph keeps clear of when fitted. */
  corner: { width: number; height: number } | null;
}

export interface ViewEvents {
  onPick: (id: string | null) => void;
  onOpen: (id: string) => void;
  onView: (view: { zoom: number; x: number; y: number }) => void;
  onLabels: (labels: EdgeLabel[]) => void;
}

const moveMs = 240;

/** Cytoscape for shapes and edges, one canvas over it for text, glyphs and badges, one for the traffic between. */
export class GraphView {
  readonly #cy: Core;
  readonly #dots: HTMLCanvasElement;
  readonly #words: HTMLCanvasElement;
  readonly #events: ViewEvents;
  readonly #observer: ResizeObserver;
  readonly #calm: boolean;
  #scene: Scene | null = null;
  #streams: DotStream[] = [];
  #labels: EdgeLabel[] = [];
  #heads: Rect[] = [];
  #pointed: Set<string> | null = null;
  #generation = -1;
  #movedByHand = false;
  #labelZoom = 0;
  #frame = 0;
  #stale = true;

  constructor(container: HTMLElement, layers: { dots: HTMLCanvasElement; words: HTMLCanvasElement }, events: ViewEvents) {
    this.#events = events;
    this.#dots = layers.dots;
    this.#words = layers.words;
    this.#calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#cy = cytoscape({
      container,
      minZoom: 0.15,
      maxZoom: 2.5,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: 'single',
    });
    this.#listen(container);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(container);
    void document.fonts.ready.then(() => this.#repaint());
    this.#frame = requestAnimationFrame(this.#onFrame);
  }

  show(scene: Scene): void {
    const previous = this.#scene;
    this.#scene = scene;
    if (previous?.token !== scene.token) this.#cy.style(cytoscapeStyle(scene.token));
    if (previous?.model !== scene.model || previous.laidOut !== scene.laidOut) {
      syncGraph(this.#cy, scene.model, scene.laidOut, previous && !this.#calm ? moveMs : 0);
      this.#streams = toDotStreams(scene.model, scene.laidOut.curves);
    }
    const isNew = this.#generation !== scene.laidOut.generation;
    const isCornerNew = !this.#movedByHand && previous?.corner?.height !== scene.corner?.height;
    this.#generation = scene.laidOut.generation;
    if (isNew || isCornerNew) this.fit();
    this.#mark();
    this.#repaint();
  }

  /** Everything in sight, hardly larger than life, clear of the card in the corner. */
  fit(): void {
    const cy = this.#cy;
    const scene = this.#scene;
    if (!scene || cy.width() === 0) return;
    const rects = [...scene.laidOut.layout.boxes.values(), ...scene.laidOut.layout.nodes.values()];
    const view = fitView(rects, { width: cy.width(), height: cy.height() }, scene.corner);
    if (view) cy.viewport({ zoom: view.zoom, pan: { x: view.x, y: view.y } });
    this.#movedByHand = false;
  }

  zoomBy(factor: number): void {
    this.#movedByHand = true;
    this.#cy.zoom({ level: this.#cy.zoom() * factor, renderedPosition: { x: this.#cy.width() / 2, y: this.#cy.height() / 2 } });
  }

  /** Lights the path of one element, as hovering does. */
  point(id: string | null): void {
    const model = this.#scene?.model;
    this.#pointed = id && model ? litPath(model, id) : null;
    this.#mark();
    this.#repaint();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#cy.destroy();
  }

  #listen(container: HTMLElement): void {
    const cy = this.#cy;
    cy.on('tap', (event) => this.#events.onPick(event.target === cy ? null : String(event.target.id())));
    cy.on('dbltap', 'node', (event) => this.#events.onOpen(String(event.target.id())));
    cy.on('mouseover', 'node, edge', (event) => {
      container.style.cursor = 'pointer';
      this.point(String(event.target.id()));
    });
    cy.on('mouseout', 'node, edge', () => {
      container.style.cursor = '';
      this.point(null);
    });
    cy.on('dragpan pinchzoom scrollzoom', () => {
      this.#movedByHand = true;
    });
    cy.on('viewport', () => {
      this.#stale = true;
    });
  }

  #mark(): void {
    const { picked } = this.#scene ?? {};
    const pointed = this.#pointed;
    this.#cy.batch(() => {
      this.#cy.elements().forEach((element) => {
        element.toggleClass('picked', element.id() === picked);
        element.toggleClass('dim', pointed !== null && !pointed.has(element.id()) && !element.hasClass('box'));
      });
    });
  }

  #resize(): void {
    this.#cy.resize();
    const ratio = devicePixelRatio;
    for (const canvas of [this.#dots, this.#words]) {
      canvas.width = Math.round(this.#cy.width() * ratio);
      canvas.height = Math.round(this.#cy.height() * ratio);
    }
    if (!this.#movedByHand) this.fit();
    this.#repaint();
  }

  #repaint(): void {
    this.#labelZoom = 0;
    this.#stale = true;
  }

  readonly #onFrame = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#onFrame);
    if (document.hidden || !this.#scene) return;
    if (this.#stale) {
      this.#stale = false;
      this.#paintWords(this.#scene);
      const pan = this.#cy.pan();
      this.#events.onView({ zoom: this.#cy.zoom(), x: pan.x, y: pan.y });
    }
    this.#paintDots(this.#scene, now);
  };

  #ready(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const context = canvas.getContext('2d');
    if (!context) return null;
    const ratio = devicePixelRatio;
    const zoom = this.#cy.zoom() * ratio;
    const pan = this.#cy.pan();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(zoom, 0, 0, zoom, pan.x * ratio, pan.y * ratio);
    return context;
  }

  #paintWords({ model, laidOut, token, parts, picked, boxNote }: Scene): void {
    const context = this.#ready(this.#words);
    if (!context) return;
    const brush = new Brush(context, token, this.#cy.zoom());
    const pointed = this.#pointed;
    this.#heads = paintBoxes(brush, model, laidOut.layout, boxNote);
    paintNodes(brush, model, laidOut.layout, (id) => pointed !== null && !pointed.has(id));
    if (this.#labelZoom !== brush.scale) {
      this.#labelZoom = brush.scale;
      this.#labels = chooseLabels(brush, model, laidOut.layout, laidOut.curves, this.#heads, { parts, picked, pointed });
      this.#events.onLabels(this.#labels);
    }
    for (const label of this.#labels) {
      context.globalAlpha = pointed !== null && !pointed.has(label.id) ? 0.32 : 1;
      const plate =
        label.id === picked
          ? { color: token('--accent-soft'), border: token('--accent-line'), opacity: 1 }
          : { color: token(this.#groundAt(label, laidOut, model)), opacity: 0.94 };
      paintLabel(brush, label, label.lines, plate, (versionIndex) => token(versionTokens(versionIndex).ink));
    }
    context.globalAlpha = 1;
  }

  /** The colour of the box under a label: its plate hides the line, not the ground. */
  #groundAt(label: Rect, { layout }: LaidOut, model: DrawModel): `--${string}` {
    const x = label.x + label.width / 2;
    const y = label.y + label.height / 2;
    let ground: `--${string}` = '--bg-canvas';
    for (const kind of ['namespace', 'app'] as const)
      for (const box of model.boxes) {
        const rect = layout.boxes.get(box.id);
        if (box.kind !== kind || !rect || x < rect.x || x > rect.x + rect.width || y < rect.y || y > rect.y + rect.height) continue;
        ground = kind === 'app' ? '--bg-box2' : '--bg-box';
      }
    return ground;
  }

  #paintDots({ traffic, token }: Scene, now: number): void {
    const context = this.#ready(this.#dots);
    if (!context || !traffic || this.#calm || this.#pointed) return;
    context.beginPath();
    const failed: [number, number][] = [];
    eachDot(this.#streams, now, (x, y, isFailed) => {
      if (isFailed) {
        failed.push([x, y]);
        return;
      }
      context.moveTo(x + 1.5, y);
      context.arc(x, y, 1.5, 0, Math.PI * 2);
    });
    context.fillStyle = token('--ink-1');
    context.fill();
    context.beginPath();
    for (const [x, y] of failed) {
      context.moveTo(x, y - 3);
      context.lineTo(x + 3, y);
      context.lineTo(x, y + 3);
      context.lineTo(x - 3, y);
    }
    context.fillStyle = token('--fail');
    context.fill();
  }
}
