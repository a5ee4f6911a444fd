import { IconChevronRight } from '@tabler/icons-react';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { Link } from 'react-router';
import css from './page-title.module.css';

/** The element of the top bar that pages write their title into; the shell provides it. */
export const PageTitleSlot = createContext<HTMLElement | null>(null);

/** Title of the page, with the way to it and what stands beside it (e.g. a health chip). Also names the document. */
export function PageTitle({
  title,
  crumbs = [],
  children,
}: {
  title: string;
  crumbs?: readonly { label: string; to?: string }[];
  children?: ReactNode;
}) {
  const slot = useContext(PageTitleSlot);
  useEffect(() => {
    document.title = `${title} · Pidalio`;
  }, [title]);
  if (!slot) return null;
  return createPortal(
    <>
      {crumbs.length > 0 && (
        <nav className={css.crumbs}>
          {crumbs.map((crumb) => (
            <span key={crumb.label} className={css.crumb}>
              {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
              <IconChevronRight size={13} aria-hidden="true" />
            </span>
          ))}
        </nav>
      )}
      <h1 className={css.title}>{title}</h1>
      {children}
    </>,
    slot,
  );
}
