import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import css from './explain.module.css';

/** What lost, folded away behind its count. */
export function Fold({
  words,
  note,
  isOpen = false,
  children,
}: {
  words: string;
  /** Said while it is open. */
  note?: string;
  isOpen?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const [open, setOpen] = useState(isOpen);
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <button type="button" className={css.fold} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <Icon size={14} aria-hidden="true" />
        {words}
        <span className="spacer" />
        {open && note && <span className="ink-3">{note}</span>}
      </button>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </>
  );
}
