import type { ReactNode } from 'react';
import css from './bits.module.css';
import { classes } from './classes.ts';

/** The class that gives `--c` and `--ci`: three hues, from the fourth version on the same hatched, beyond the sixth idle. */
export function versionClass(versionIndex: number): string {
  if (versionIndex < 0 || versionIndex > 5) return 'v-none';
  return classes(`v${versionIndex % 3}`, versionIndex > 2 && 'v-hatch');
}

/** Names of the tokens for drawing on a canvas or in a chart: fill and ink. */
export function versionTokens(versionIndex: number): { fill: `--${string}`; ink: `--${string}` } {
  if (versionIndex < 0 || versionIndex > 5) return { fill: '--idle', ink: '--ink-2' };
  const hue = (versionIndex % 3) + 1;
  return { fill: `--v${hue}`, ink: `--v${hue}-ink` };
}

export function VersionSwatch({ versionIndex, children }: { versionIndex: number; children: ReactNode }) {
  return (
    <span className={classes(css.version, versionClass(versionIndex))}>
      <i />
      {children}
    </span>
  );
}
