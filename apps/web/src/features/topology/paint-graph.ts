import type { TopologyBox } from '@pidalio/contract';
import { versionTokens } from '../../ui/version.tsx';
import type { DrawModel, DrawnNode } from './draw-model.ts';
import { type IconName, iconPaths } from './icon-paths.ts';
import type { Layout, Rect } from './layout-graph.ts';
import type { Brush } from './paint-brush.ts';

/** Words of a namespace's state, made by the caller in the user's language. */
export type BoxNote = (box: TopologyBox) => string;

/** Titles, second lines, icons, version bars, glyphs and badges: what cytoscape cannot draw. Model coordinates. */
export function paintNodes(brush: Brush, model: DrawModel, layout: Layout, dimmed: (id: string) => boolean): void {
  for (const node of model.nodes) {
    const rect = layout.nodes.get(node.id);
    if (!rect) continue;
    brush.context.globalAlpha = dimmed(node.id) ? 0.32 : 1;
    if (node.node.kind === 'helm') paintHelm(brush, rect);
    else paintNode(brush, node, rect);
  }
  brush.context.globalAlpha = 1;
}

function paintHelm({ context, token }: Brush, rect: Rect): void {
  context.beginPath();
  context.arc(rect.x + rect.width / 2, rect.y + rect.height / 2, 2, 0, Math.PI * 2);
  context.fillStyle = token('--accent');
  context.fill();
}

function paintNode(brush: Brush, drawn: DrawnNode, rect: Rect): void {
  const { node, title, sub } = drawn;
  const { token } = brush;
  const middle = rect.y + rect.height / 2;
  const health = node.signals.health;
  const full = rect.height > 30;
  let textX = rect.x + (full ? 10 : 12);
  if (full && node.box && node.versionIndex >= 0) {
    brush.fill(rect.x + 10, middle - 12, 3, 24, 1.5, token(versionTokens(node.versionIndex).fill));
    textX = rect.x + 20;
  } else if (full) {
    const left = rect.x + (iconOf(node.kind) === 'box' || node.kind === 'gateway' ? 9 : 12);
    brush.icon(iconOf(node.kind), left, middle - 8, 16, token('--ink-3'));
    textX = left + 22;
  } else if (health === 'degraded' || health === 'failing') {
    brush.glyph(health, rect.x + 14, middle);
    textX = rect.x + 25;
  }
  const subParts = brush.fits(11) ? partsThatFit(brush, sub, rect.x + rect.width - textX - 6) : [];
  const subFits = subParts.length > 0;
  const glyphRoom = full ? (node.kind === 'gateway' ? 28 : 23) : 4;
  const shownTitle = shorten(title, rect.x + rect.width - glyphRoom - textX, (text) => brush.measure(text, 12.5, 600));
  if (brush.fits(12.5))
    brush.text(shownTitle, textX, subFits ? middle - 3 : middle + 4.5, { size: 12.5, weight: 600, color: token('--ink-1') });
  if (subFits) {
    let x = textX;
    for (const part of subParts) x += brush.text(part, x, middle + 12, { size: 11, weight: 400, color: token('--ink-2') }) + 7;
  }
  if (full && brush.scale > 0.5)
    brush.glyph(health, rect.x + rect.width - (node.kind === 'gateway' ? 19 : 14), subFits ? rect.y + 14 : middle);
  if (node.root) paintRoot(brush, rect);
  const badges = badgesRect(node.badges.length, rect);
  if (badges) paintBadges(brush, node.badges, badges.x + badges.width, badges.y);
}

/** Where a node's badges hang at its lower right corner. */
export function badgesRect(count: number, rect: Rect): Rect | null {
  if (count === 0) return null;
  const width = Math.min(count, 3) * 22 + 2;
  return { x: rect.x + rect.width + 2 - width, y: rect.y + rect.height - 4, width, height: 18 };
}

/** The longest beginning and end of a name that fit, with an ellipsis between them: both tell names apart. */
export function shorten(name: string, room: number, measure: (text: string) => number): string {
  let text = name;
  for (let letters = name.length - 1; letters > 2 && measure(text) > room; letters -= 1)
    text = `${name.slice(0, Math.ceil(letters / 2))}…${name.slice(name.length - Math.floor(letters / 2))}`;
  return text;
}

/** Zoomed out, text shrinks less than the node: what no longer fits is left out from the end. */
function partsThatFit(brush: Brush, parts: readonly string[], room: number): string[] {
  const fitting: string[] = [];
  let width = 0;
  for (const part of parts) {
    width += brush.measure(part, 11, 400);
    if (width > room) break;
    width += 7;
    fitting.push(part);
  }
  return fitting;
}

function iconOf(kind: DrawnNode['node']['kind']): IconName {
  if (kind === 'gateway' || kind === 'service') return kind;
  if (kind === 'serviceentry' || kind === 'passthrough') return 'world';
  if (kind === 'blackhole') return 'ban';
  return kind === 'unknown' ? 'callers' : 'box';
}

/** The chevron left of a node that nobody calls. */
function paintRoot({ context, token }: Brush, rect: Rect): void {
  const middle = rect.y + rect.height / 2;
  context.beginPath();
  context.moveTo(rect.x - 11, middle - 5);
  context.lineTo(rect.x - 5, middle);
  context.lineTo(rect.x - 11, middle + 5);
  context.strokeStyle = token('--ink-2');
  context.lineWidth = 1.75;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke();
}

/** From the right: at most three, then how many more. */
function paintBadges(brush: Brush, badges: readonly string[], right: number, y: number): void {
  const shown = badges.length > 3 ? badges.slice(0, 2) : badges;
  let x = right;
  if (badges.length > shown.length) {
    x -= 22;
    brush.fill(x, y, 22, 18, 5, brush.token('--bg-active'), brush.token('--line-2'));
    brush.text(`+${badges.length - shown.length}`, x + 4, y + 13, { size: 11, weight: 500, color: brush.token('--ink-2') });
    x -= 2;
  }
  for (const name of shown) {
    x -= 18;
    const harm = name === 'fault' || name === 'lockOpen';
    brush.fill(x, y, 18, 18, 5, brush.token('--bg-active'), brush.token(harm ? '--warn' : '--line-2'));
    if (isIcon(name)) brush.icon(name, x + 3, y + 3, 12, brush.token(harm ? '--warn-ink' : '--ink-2'));
    x -= 4;
  }
}

function isIcon(name: string): name is IconName {
  return Object.hasOwn(iconPaths, name);
}

/** Title and state of every box. Returns the heads' rectangles: labels keep off them. */
export function paintBoxes(brush: Brush, model: DrawModel, layout: Layout, note: BoxNote): Rect[] {
  const heads: Rect[] = [];
  for (const box of model.boxes) {
    const rect = layout.boxes.get(box.id);
    if (!rect) continue;
    const isApp = box.kind === 'app';
    let x = rect.x + 12;
    if (brush.fits(12)) {
      x += brush.text(box.name, x, rect.y + 20, {
        size: isApp ? 12.5 : 12,
        weight: isApp ? 600 : 500,
        color: brush.token(isApp ? '--ink-1' : '--ink-2'),
      });
      const words = note(box);
      if (words && brush.fits(11)) x += 6 + brush.text(words, x + 6, rect.y + 20, { size: 11, weight: 400, color: brush.token('--ink-3') });
    }
    heads.push({ x: rect.x + 8, y: rect.y + 4, width: x - rect.x, height: 24 });
    const badges = [
      ...(box.mtls === 'permissive' || box.mtls === 'disabled' ? ['lockOpen'] : box.mtls === 'strict' ? ['lock'] : []),
      ...box.badges,
    ];
    if (badges.length > 0 && brush.scale > 0.5) {
      paintBadges(brush, badges, rect.x + rect.width - 8, rect.y + 6);
      const width = Math.min(badges.length, 3) * 22 + 4;
      heads.push({ x: rect.x + rect.width - 8 - width, y: rect.y + 4, width, height: 22 });
    }
  }
  return heads;
}
