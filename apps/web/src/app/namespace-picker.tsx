import { Checkbox, Popover } from '@mantine/core';
import { IconChevronDown, IconFold, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useMesh } from '../api/queries.ts';
import { useScope } from '../lib/scope.ts';
import { useUrlState } from '../lib/url-state.ts';
import { useWords } from '../lib/words.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/field.tsx';
import css from './pickers.module.css';
import shell from './shell.module.css';
import { appWords } from './words.ts';

export function NamespacePicker() {
  const t = useWords(appWords);
  const { namespaces } = useScope();
  const [, setNs] = useUrlState('ns', '');
  const known = useMesh().data?.namespaces ?? [];
  const [filter, setFilter] = useState('');
  const chosen = new Set(namespaces);
  // A namespace from a shared link is listed even when this mesh has none by that name, so that it can be unticked.
  const rows = [
    ...known,
    ...namespaces.filter((name) => !known.some((row) => row.name === name)).map((name) => ({ name, injected: true })),
  ];
  const shown = rows.filter((row) => row.name.includes(filter.trim().toLowerCase()));
  const toggle = (name: string) => {
    if (chosen.has(name)) chosen.delete(name);
    else chosen.add(name);
    setNs([...chosen].sort().join(','));
  };
  const [first] = namespaces;
  const label =
    first === undefined
      ? t('ns.all')
      : namespaces.length === 1
        ? t('ns.one', { name: first })
        : t('ns.more', { name: first, n: namespaces.length - 1, total: namespaces.length });
  return (
    <Popover position="bottom-end" onClose={() => setFilter('')} trapFocus>
      <Popover.Target>
        <Button icon={<IconFold size={15} />}>
          <span className={shell.quiet}>{t('ns.label')}</span> {label} <IconChevronDown size={14} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6} w={260}>
        <TextInput
          value={filter}
          onChange={setFilter}
          icon={<IconSearch size={14} />}
          placeholder={t('ns.filter')}
          aria-label={t('ns.filter')}
          data-autofocus
          quiet
        />
        <div className={css.list}>
          <Checkbox className={css.option} size="xs" label={t('ns.all')} checked={namespaces.length === 0} onChange={() => setNs('')} />
          {shown.map((row) => (
            <Checkbox
              key={row.name}
              className={css.option}
              size="xs"
              label={
                <>
                  {row.name} {!row.injected && <span className="ink-3 t12"> {t('ns.noInjection')}</span>}
                </>
              }
              checked={chosen.has(row.name)}
              onChange={() => toggle(row.name)}
            />
          ))}
          {shown.length === 0 && <div className={`${css.none} ink-3`}>{t('ns.none')}</div>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
