import type { Tokens } from '../../ui/tokens.ts';
import type { LabelLine } from './draw-model.ts';
import { type IconName, iconPaths } from './icon-paths.ts';

interface TextStyle {
  size: number;
  weight: number;
  color: string;
}

/** The smallest text on screen; what would be smaller goes. */
const smallestPx = 10;
/** Text that would be a little too small is drawn at the smallest size instead of going at once. */
const mercy = 0.66;

/** Draws in model coordinates on a canvas whose transform is already set to the view's zoom and pan. */
export class Brush {
  constructor(
    readonly context: CanvasRenderingContext2D,
    readonly token: Tokens,
    readonly scale: number,
  ) {}

  /** Whether text of that size can be read at this zoom. */
  fits(size: number): boolean {
    return size * this.scale >= smallestPx * mercy;
  }

  /** The size in model pixels that gives at least the smallest size on screen. */
  sizeOf(size: number): number {
    return Math.max(size, smallestPx / this.scale);
  }

  /** Returns the width drawn. */
  text(text: string, x: number, y: number, style: TextStyle, align: CanvasTextAlign = 'left'): number {
    this.context.font = this.font(style.size, style.weight);
    this.context.fillStyle = style.color;
    this.context.textAlign = align;
    this.context.fillText(text, x, y);
    return this.context.measureText(text).width;
  }

  measure(text: string, size: number, weight: number): number {
    this.context.font = this.font(size, weight);
    return this.context.measureText(text).width;
  }

  font(size: number, weight: number): string {
    return `${weight} ${this.sizeOf(size)}px ${this.token('--font-sans')}`;
  }

  fill(x: number, y: number, width: number, height: number, radius: number, color: string, border?: string): void {
    const { context } = this;
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    context.fillStyle = color;
    context.fill();
    if (!border) return;
    context.strokeStyle = border;
    context.lineWidth = 1;
    context.stroke();
  }

  icon(name: IconName, x: number, y: number, size: number, color: string): void {
    const { context } = this;
    context.save();
    context.translate(x, y);
    context.scale(size / 24, size / 24);
    context.strokeStyle = color;
    context.lineWidth = size < 13 ? 2.1 : 1.85;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.stroke(pathOf(name));
    context.restore();
  }

  /** Ring, triangle, diamond with a cross, dotted ring: the same shapes as ui/health.tsx. */
  glyph(health: string, x: number, y: number, scale = 1): void {
    const { context, token } = this;
    context.save();
    context.translate(x, y);
    context.scale(scale, scale);
    context.beginPath();
    context.lineJoin = 'round';
    if (health === 'healthy') {
      context.arc(0, 0, 3.6, 0, Math.PI * 2);
      context.strokeStyle = token('--ok');
      context.lineWidth = 2;
      context.stroke();
    } else if (health === 'degraded') {
      this.#polygon([0, -5.2, 5.4, 4.2, -5.4, 4.2], token('--warn'));
    } else if (health === 'failing') {
      this.#polygon([0, -6, 6, 0, 0, 6, -6, 0], token('--fail'));
      context.stroke(new Path2D('M-1.7 -1.7 l3.4 3.4 m0 -3.4 l-3.4 3.4'));
    } else if (health === 'idle') {
      context.arc(0, 0, 3.8, 0, Math.PI * 2);
      context.strokeStyle = token('--idle');
      context.lineWidth = 1.4;
      context.setLineDash([2, 1.6]);
      context.stroke();
    } else {
      context.font = `600 11px ${token('--font-sans')}`;
      context.fillStyle = token('--ink-3');
      context.textAlign = 'center';
      context.fillText('?', 0, 4);
    }
    context.restore();
  }

  #polygon(points: readonly number[], color: string): void {
    const { context, token } = this;
    for (let index = 0; index < points.length; index += 2) context.lineTo(points[index] ?? 0, points[index + 1] ?? 0);
    context.closePath();
    context.fillStyle = color;
    context.fill();
    context.strokeStyle = token('--bg-panel');
    context.lineWidth = 1.3;
    context.lineCap = 'round';
  }
}

const paths = new Map<IconName, Path2D>();
function pathOf(name: IconName): Path2D {
  const known = paths.get(name) ?? new Path2D(iconPaths[name]);
  paths.set(name, known);
  return known;
}

const lineHeight = 14;
const lockWidth = 15;
const glyphWidth = 15;

function lineWidth(brush: Brush, line: LabelLine): number {
  const weight = line.weight === 'strong' ? 600 : 400;
  return (
    brush.measure(line.text, line.weight === 'strong' ? 11.5 : 11, weight) + (line.lock ? lockWidth : 0) + (line.glyph ? glyphWidth : 0)
  );
}

/** Size of a label's plate. */
export function labelSize(brush: Brush, lines: readonly LabelLine[]): { width: number; height: number } {
  const unit = brush.sizeOf(11.5) / 11.5;
  return {
    width: Math.ceil(Math.max(...lines.map((line) => lineWidth(brush, line)))) + (lines[0]?.tone === 'version' ? 6 : 10),
    height: Math.ceil(lines.length * lineHeight * unit) + 4,
  };
}

/** The plate and its lines, each centred, with lock and glyph before the text. */
export function paintLabel(
  brush: Brush,
  rect: { x: number; y: number; width: number; height: number },
  lines: readonly LabelLine[],
  plate: { color: string; border?: string; opacity: number },
  versionInk: (versionIndex: number) => string,
): void {
  const { context, token } = brush;
  const alpha = context.globalAlpha;
  context.globalAlpha = alpha * plate.opacity;
  brush.fill(rect.x, rect.y, rect.width, rect.height, 4, plate.color, plate.border);
  context.globalAlpha = alpha;
  const step = (rect.height - 4) / lines.length;
  lines.forEach((line, index) => {
    const strong = line.weight === 'strong';
    const baseline = rect.y + 2 + step * index + step * 0.76;
    let x = rect.x + (rect.width - lineWidth(brush, line)) / 2;
    if (line.lock) {
      brush.icon(
        line.lock === 'open' ? 'lockOpen' : 'lock',
        x,
        baseline - 10,
        11.5,
        token(line.lock === 'open' ? '--warn-ink' : '--ink-3'),
      );
      x += lockWidth;
    }
    if (line.glyph) {
      brush.glyph(line.glyph, x + 5.5, baseline - 4, 0.76);
      x += glyphWidth;
    }
    const color =
      line.tone === 'version'
        ? versionInk(line.versionIndex ?? -1)
        : token(line.tone === 'fail' ? '--fail-ink' : line.tone === 'warn' ? '--warn-ink' : strong ? '--ink-1' : '--ink-2');
    brush.text(line.text, x, baseline, { size: strong ? 11.5 : 11, weight: strong ? 600 : 400, color });
  });
}
