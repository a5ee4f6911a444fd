import type { ElementCharts } from '@pidalio/contract';
import { useWords } from '../../lib/words.ts';
import { formatPercent } from '../../ui/format.ts';
import { Quantile, Rate } from '../../ui/measure.tsx';
import { ShareStack } from '../../ui/share-bar.tsx';
import { versionClass } from '../../ui/version.tsx';
import css from './topology.module.css';
import { topologyWords } from './words.ts';

/** Routes seen on an element, each with the versions its requests reached. */
export function PanelRoutes({ routes }: { routes: ElementCharts['routes'] }) {
  const t = useWords(topologyWords);
  return (
    <section className={css.ruled} aria-label={t('panel.routes')}>
      <h3 className="strong">{t('panel.routes')}</h3>
      {routes.map((route) => (
        <div key={route.routeName} className={css.route}>
          <div className={css.routeHead}>
            <span className="mono medium truncate">{route.routeName}</span>
            <span className="spacer" />
            <Rate value={route.signals.requestsPerSecond} />
            <span className="num" style={{ width: 56 }}>
              <Quantile value={route.signals.p99} />
            </span>
          </div>
          <div className={css.shares}>
            {route.versions.map((version) => (
              <span key={version.version} className={versionClass(version.versionIndex)}>
                <b>{version.version}</b> {formatPercent(version.share)}
              </span>
            ))}
          </div>
          <ShareStack shares={route.versions.map(({ version, share, versionIndex }) => ({ key: version, share, versionIndex }))} />
        </div>
      ))}
    </section>
  );
}
