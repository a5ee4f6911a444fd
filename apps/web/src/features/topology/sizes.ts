/** Measures of looks for the graph, in model pixels. */
export const nodeHeight = 42;
export const denseNodeHeight = 24;
export const helmSize = 18;
export const boxPadding = 14;
export const boxHead = 30;

/** How much is drawn, by the number of visible nodes. */
export type Density = 'full' | 'dense' | 'folded';

/** From this many visible nodes on, namespaces are folded. */
export const foldedFrom = 81;

export function densityOf(visibleNodes: number): Density {
  if (visibleNodes <= 25) return 'full';
  return visibleNodes < foldedFrom ? 'dense' : 'folded';
}

/** Thicker with the logarithm of requests per second (kilobytes per second for TCP): 1.25 to 5 px. */
export function edgeWidth(perSecond: number): number {
  return Math.min(5, Math.max(1.25, 1.25 + 1.15 * Math.log10(1 + Math.max(0, perSecond))));
}

/** Dots per second on an edge; a still edge has none. */
export function dotsPerSecond(perSecond: number): number {
  return perSecond <= 0 ? 0 : Math.min(4, Math.max(0.5, 0.5 + 1.5 * Math.log10(1 + perSecond)));
}

/** Wide enough for icon, title and glyph, and for the second line; widths in pixels. */
export function nodeWidth(titleWidth: number, subWidth: number, density: Density): number {
  if (density !== 'full') return Math.max(48, Math.ceil(titleWidth) + 28);
  return Math.max(102, Math.ceil(titleWidth) + 62, Math.ceil(subWidth) + 44);
}

/** Advance of Inter at 12.5 px, close enough to size nodes before anything is drawn; CJK letters are square. */
export function estimateTextWidth(text: string, fontPx = 12.5): number {
  let units = 0;
  for (const letter of text) units += /[⺀-￿]/.test(letter) ? 1 : /[.,:/ 1il|'-]/.test(letter) ? 0.33 : /[mwMW%]/.test(letter) ? 0.84 : 0.6;
  return units * fontPx;
}
