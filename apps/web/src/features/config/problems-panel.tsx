import { useWords } from '../../lib/words.ts';
import { Button } from '../../ui/button.tsx';
import { HealthGlyph } from '../../ui/health.tsx';
import css from './config.module.css';
import type { Problem } from './problems.ts';
import { configWords } from './words.ts';

interface ProblemsPanelProps {
  problems: readonly Problem[];
  onOpen: (line: number) => void;
  onFix: (fix: NonNullable<Problem['fix']>) => void;
}

/** What is wrong in the text; a click goes to the line. */
export function ProblemsPanel({ problems, onOpen, onFix }: ProblemsPanelProps) {
  const t = useWords(configWords);
  return (
    <aside className={css.problems} aria-label={t('problems.title')}>
      <h2 className="strong">{t('problems.title')}</h2>
      {problems.length === 0 && (
        <p className="row ok-ink">
          <HealthGlyph health="healthy" label="" />
          {t('editor.valid')}
        </p>
      )}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line}${problem.path}${problem.message}`}>
            <button type="button" className={css.problem} onClick={() => onOpen(problem.line)}>
              <HealthGlyph health={problem.severity === 'error' ? 'failing' : 'degraded'} label="" />
              <span>
                <span className="medium">{problem.message}</span>
                <span className="t12 ink-3" style={{ display: 'block' }}>
                  {problem.source === 'server' && `${t('problems.server')} · `}
                  {problem.path && `${problem.path} · `}
                  {t('problems.line', { n: problem.line })}
                </span>
              </span>
            </button>
            <Fix fix={problem.fix} onFix={onFix} />
          </li>
        ))}
      </ul>
      <p className="t12 ink-3">{t('editor.kept')}</p>
    </aside>
  );
}

function Fix({ fix, onFix }: { fix: Problem['fix']; onFix: ProblemsPanelProps['onFix'] }) {
  const t = useWords(configWords);
  if (!fix) return null;
  return (
    <Button size="small" className={css.fix} onClick={() => onFix(fix)}>
      {t('problems.fix', { to: fix.to })}
    </Button>
  );
}
