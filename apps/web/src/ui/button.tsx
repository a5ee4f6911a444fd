import { Tooltip } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Link } from 'react-router';
import css from './button.module.css';
import { classes } from './classes.ts';

interface Look {
  /** One primary per screen. */
  look?: 'default' | 'primary' | 'ghost' | 'danger' | 'warn';
  size?: 'default' | 'small';
  icon?: ReactNode;
  /** Why it cannot act yet: the button stays, dashed, and says so on focus and hover. */
  cannot?: string | undefined;
  pressed?: boolean;
}

export type ButtonProps = Look & ComponentPropsWithRef<'button'>;

export function Button({ look = 'default', size = 'default', icon, cannot, pressed, children, className, onClick, ...rest }: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      className={classes(looks(look, size), pressed && css.on, !children && css.icon, className)}
      aria-disabled={cannot ? true : undefined}
      aria-pressed={pressed}
      onClick={cannot ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      {children}
    </button>
  );
  return cannot ? <Tooltip label={cannot}>{button}</Tooltip> : button;
}

/** A button that holds only an icon; `label` is its name and its tooltip. */
export function IconButton({ label, ...rest }: Omit<ButtonProps, 'children'> & { label: string }) {
  return (
    <Tooltip label={label}>
      <Button {...rest} aria-label={label} />
    </Tooltip>
  );
}

export function LinkButton({
  look = 'default',
  size = 'default',
  icon,
  cannot,
  children,
  to,
  className,
}: Omit<Look, 'pressed'> & { to: string; children?: ReactNode; className?: string }) {
  if (cannot)
    return (
      <Button look={look} size={size} icon={icon} cannot={cannot} {...(className ? { className } : {})}>
        {children}
      </Button>
    );
  return (
    <Link to={to} className={classes(looks(look, size), !children && css.icon, className)}>
      {icon}
      {children}
    </Link>
  );
}

function looks(look: NonNullable<Look['look']>, size: NonNullable<Look['size']>): string {
  return classes(css.button, look !== 'default' && css[look], size === 'small' && css.small);
}
