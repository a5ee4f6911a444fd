import { configFeature } from '../features/config/feature.ts';
import { explainFeature } from '../features/explain/feature.ts';
import { servicesFeature } from '../features/services/feature.ts';
import { topologyFeature } from '../features/topology/feature.ts';
import { trafficFeature } from '../features/traffic/feature.ts';
import { wizardsFeature } from '../features/wizards/feature.ts';
import type { Feature } from '../lib/feature.ts';

/** Every feature of the dashboard, in the order of the navigation. */
export const features: readonly Feature[] = [
  topologyFeature,
  servicesFeature,
  trafficFeature,
  wizardsFeature,
  configFeature,
  explainFeature,
];
