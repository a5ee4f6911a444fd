import type { ServiceDetail } from '@pidalio/contract';
import { useNavigate } from 'react-router';
import { paths } from '../../lib/paths.ts';
import { useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { Panel } from '../../ui/panel.tsx';
import { Table } from '../../ui/table.tsx';
import css from './services.module.css';
import { servicesWords } from './words.ts';

export function ConfigPanel({ refs }: { refs: ServiceDetail['config'] }) {
  const t = useWords(servicesWords);
  const navigate = useNavigate();
  const scoped = useScopedPath();
  return (
    <Panel flush title={t('config.title')}>
      {refs.length === 0 ? (
        <p className={`ink-3 ${css.quiet}`}>{t('config.none')}</p>
      ) : (
        <Table
          compact
          label={t('config.title')}
          rows={refs}
          rowKey={(ref) => `${ref.kind}/${ref.namespace}/${ref.name}`}
          onOpen={(ref) => void navigate(scoped(paths.object(ref)))}
          columns={[
            { key: 'name', head: t('column.rule'), cell: (ref) => <span className="medium truncate">{ref.name}</span> },
            { key: 'kind', head: '', label: 'kind', cell: (ref) => <span className="ink-2">{ref.kind}</span> },
            { key: 'namespace', head: t('column.namespace'), cell: (ref) => <span className="ink-2 truncate">{ref.namespace}</span> },
          ]}
        />
      )}
    </Panel>
  );
}
