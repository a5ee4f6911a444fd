import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { queries } from '../../api/queries.ts';
import { paths } from '../../lib/paths.ts';
import { useScope, useScopedPath } from '../../lib/scope.ts';
import { useWords } from '../../lib/words.ts';
import { TextInput } from '../../ui/field.tsx';
import css from './config.module.css';
import { draftKeys } from './draft.ts';
import type { EditorTarget } from './editor-target.ts';
import { matchesFilter } from './filter.ts';
import { kindAddress } from './kind-address.ts';
import { configWords } from './words.ts';

/** The other objects, one click away; those with a draft in this tab are marked. */
export function ObjectList({ target }: { target: EditorTarget }) {
  const t = useWords(configWords);
  const scope = useScope();
  const scoped = useScopedPath();
  const [filter, setFilter] = useState('');
  const list = useQuery({ ...queries.config(scope.query.namespaces), refetchInterval: 10_000 });
  const objects = list.data?.objects ?? [];
  const drafts = draftKeys();
  return (
    <nav className={css.list} aria-label={t('editor.objects')}>
      <div className={css.listFilter}>
        <TextInput
          quiet
          size="small"
          icon={<IconSearch size={14} />}
          placeholder={t('objects', { n: objects.length })}
          aria-label={t('filter')}
          value={filter}
          onChange={setFilter}
        />
      </div>
      <div className={css.listBody}>
        {objects
          .filter((object) => matchesFilter(object, filter))
          .map((object) => (
            <Link
              key={`${object.kind}/${object.namespace}/${object.name}`}
              to={scoped(paths.object({ ...object, kind: kindAddress(object) }))}
              className={css.listItem}
              aria-current={
                kindAddress(object) === kindAddress(target) && object.namespace === target.namespace && object.name === target.name
                  ? 'page'
                  : undefined
              }
            >
              <span className="row">
                <span className="medium truncate">{object.name}</span>
                <span className="spacer" />
                <span className="t11 ink-3">{object.kind}</span>
              </span>
              <span className="t11 ink-3 truncate">
                {drafts.has(`${kindAddress(object)}/${object.namespace}/${object.name}`) ? `${t('draft')} · ` : ''}
                {object.namespace}
                {object.subject && ` · ${object.subject}`}
              </span>
            </Link>
          ))}
      </div>
    </nav>
  );
}
