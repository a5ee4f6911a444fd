import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './chart-series.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { Skeleton } from './states.tsx';

const Plot = lazy(() => import('./time-chart-plot.tsx').then((module) => ({ default: module.TimeChartPlot })));

/** Lines or areas over time; recharts comes with the first chart. */
export function TimeChart({ height = 120, ...props }: TimeChartProps) {
  return (
    <div style={{ height, minWidth: 0 }}>
      <ErrorBoundary>
        <Suspense fallback={<Skeleton height={height - 20} />}>
          <Plot {...props} height={height} />
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
