import type { StylesheetJson } from 'cytoscape';
import type { Tokens } from '../../ui/tokens.ts';

/**
 * Cytoscape 3.34 takes `data()` mappers, plain numbers for lists and `edge-distances: endpoints`, but its types do not say so
 * for every property.
 */
function mapped(value: string | number): never {
  return value as never;
}

/** Colours and shapes by class; sizes and curves come with each element's data (sync-graph.ts). */
export function cytoscapeStyle(token: Tokens): StylesheetJson {
  const edgeLook = (color: `--${string}`, zIndex: number) => ({
    'line-color': token(color),
    'target-arrow-color': token(color),
    'z-index': zIndex,
  });
  return [
    {
      selector: 'node',
      style: {
        width: 'data(width)',
        height: 'data(height)',
        shape: 'round-rectangle',
        'corner-radius': '6px',
        'background-color': token('--bg-raised'),
        'border-width': 1,
        'border-color': token('--line-3'),
        'border-dash-pattern': [4, 3],
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 20,
      },
    },
    {
      selector: '.box',
      style: {
        'background-color': token('--bg-box'),
        'border-color': token('--line-2'),
        'corner-radius': '8px',
        'z-index': 0,
        events: 'no',
      },
    },
    { selector: '.box.app', style: { 'background-color': token('--bg-box2'), 'corner-radius': '6px', 'z-index': 3 } },
    { selector: '.service', style: { 'corner-radius': '21px' } },
    { selector: '.gateway', style: { shape: 'polygon', 'shape-polygon-points': mapped('data(outline)') } },
    { selector: '.outside', style: { shape: 'cut-rectangle', 'corner-radius': '10px' } },
    { selector: '.helm', style: { shape: 'diamond', 'border-color': token('--accent'), 'border-width': 1.75, 'z-index': 22 } },
    { selector: '.degraded', style: { 'border-color': token('--warn'), 'border-width': 1.5 } },
    { selector: '.failing', style: { 'border-color': token('--fail'), 'border-width': 2 } },
    { selector: '.dashed', style: { 'border-style': 'dashed' } },
    { selector: 'node.picked', style: { 'outline-color': token('--accent'), 'outline-width': 2, 'outline-offset': 3 } },
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'arrow-scale': mapped('data(arrow)'),
        'target-arrow-shape': 'triangle',
        'line-cap': 'butt',
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'edge-distances': mapped('endpoints'),
        'source-endpoint': 'data(from)',
        'target-endpoint': 'data(to)',
        'underlay-color': token('--accent'),
        'underlay-padding': 4.5,
        'underlay-opacity': 0,
        ...edgeLook('--edge-ok', 10),
      },
    },
    {
      selector: 'edge.bend',
      style: {
        'curve-style': 'unbundled-bezier',
        'control-point-distances': mapped('data(distances)'),
        'control-point-weights': mapped('data(weights)'),
      },
    },
    {
      selector: 'edge.way',
      style: {
        'curve-style': 'round-segments',
        'segment-distances': mapped('data(distances)'),
        'segment-weights': mapped('data(weights)'),
        'segment-radii': mapped(26),
      },
    },
    { selector: 'edge.grpc', style: { 'target-arrow-shape': 'vee' } },
    { selector: 'edge.tcp', style: { 'target-arrow-shape': 'square' } },
    {
      selector: 'edge.idle',
      style: { ...edgeLook('--idle', 9), 'line-style': 'dashed', 'line-dash-pattern': [1, 5], 'line-cap': 'round' },
    },
    {
      selector: 'edge.shadow',
      style: { ...edgeLook('--idle', 9), 'line-style': 'dashed', 'line-dash-pattern': [2, 4], 'line-cap': 'round' },
    },
    { selector: 'edge.crossing', style: { 'z-index': 5 } },
    { selector: 'edge.degraded', style: { ...edgeLook('--warn', 12), 'line-style': 'dashed', 'line-dash-pattern': [9, 5] } },
    { selector: 'edge.failing', style: { ...edgeLook('--fail', 13), 'line-style': 'dashed', 'line-dash-pattern': [4, 4] } },
    { selector: 'edge.picked', style: { 'underlay-opacity': 0.32 } },
    { selector: '.dim', style: { opacity: 0.32 } },
  ];
}
