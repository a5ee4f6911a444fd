import { useFocusTrap } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Command } from '../lib/commands.ts';
import { useWords } from '../lib/words.ts';
import { Kbd } from '../ui/chip.tsx';
import { findCommands } from './find-commands.ts';
import css from './palette.module.css';
import { usePaletteCommands } from './use-palette-commands.ts';
import { appWords } from './words.ts';

export function CommandPalette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const t = useWords(appWords);
  const trap = useFocusTrap(true);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const all = usePaletteCommands(onKeys);
  const found = useMemo(() => findCommands(all, query), [all, query]);
  const list = useRef<HTMLDivElement>(null);
  const current = found[Math.min(active, found.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter') run(current);
    else if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the dialog closes it; Escape does the same
    <div className={css.veil} onMouseDown={(event) => event.target === event.currentTarget && onClose()}>
      <div ref={trap} className={`floating ${css.palette}`} role="dialog" aria-modal="true" aria-label={t('palette.label')}>
        <div className={css.search}>
          <IconSearch size={18} aria-hidden="true" />
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={current ? `palette-${current.id}` : undefined}
            aria-label={t('palette.label')}
            placeholder={t('palette.placeholder')}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div ref={list} id="palette-list" className={css.list} role="listbox" aria-label={t('palette.label')}>
          {found.map((command, index) => (
            <div key={command.id}>
              {command.group !== found[index - 1]?.group && <div className={css.group}>{t(`palette.group.${command.group}`)}</div>}
              {/* biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: focus stays in the combobox, which has the keys */}
              <div
                id={`palette-${command.id}`}
                role="option"
                aria-selected={command === current}
                className={css.option}
                onMouseMove={() => setActive(index)}
                onClick={() => run(command)}
              >
                <span>{command.label}</span>
                {command.detail && <span className="t12 ink-3 truncate">{command.detail}</span>}
                <span className="spacer" />
                {command.shortcut?.split(' ').map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </div>
            </div>
          ))}
          {found.length === 0 && <div className={css.none}>{t('palette.none', { query })}</div>}
        </div>
        <div className={css.foot}>{t('palette.hint')}</div>
      </div>
    </div>
  );
}
