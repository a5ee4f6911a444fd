import css from './changes.module.css';
import { type DiffHunk, diffYaml } from './line-diff.ts';
import { YamlLine } from './yaml-line.tsx';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** Inline difference of two YAML texts. */
export function DiffView({ before, after, context = 3 }: { before: string; after: string; context?: number }) {
  return <Hunks hunks={diffYaml(before, after, context)} />;
}

function Hunks({ hunks }: { hunks: readonly DiffHunk[] }) {
  return (
    <div className={css.diff}>
      {hunks.map((hunk) => (
        <div key={`${hunk.path}:${hunk.rows[0]?.line}`}>
          {hunk.path && (
            <div className={css.diffHead}>
              <span className={css.diffNumber}>…</span>
              <span />
              <span>{hunk.path}</span>
            </div>
          )}
          {hunk.rows.map((row) => (
            <div key={`${row.kind}${row.line}`} className={css.diffRow} data-kind={row.kind}>
              <span className={css.diffNumber}>{row.line}</span>
              <span className={css.diffSign}>{signs[row.kind]}</span>
              <YamlLine text={row.text} />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
