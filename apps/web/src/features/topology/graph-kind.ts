export const graphKinds = ['workload', 'service', 'app', 'versions'] as const;
export type GraphKind = (typeof graphKinds)[number];
