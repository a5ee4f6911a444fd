import css from './changes.module.css';

/** One line of YAML in the editor's colours, without the editor. */
export function YamlLine({ text }: { text: string }) {
  const match = /^(\s*(?:- )*)([\w.\-/@$[\]*~]+)(:)(\s.*|)$/.exec(text);
  if (text.trimStart().startsWith('#')) return <code className={css.comment}>{text}</code>;
  if (match)
    return (
      <code>
        {match[1]}
        <span className={css.key}>{match[2]}</span>
        {match[3]}
        <Scalar text={match[4] ?? ''} />
      </code>
    );
  const item = /^(\s*(?:- )+)(.*)$/.exec(text);
  if (item)
    return (
      <code>
        {item[1]}
        <Scalar text={item[2] ?? ''} />
      </code>
    );
  return <code>{text}</code>;
}

function Scalar({ text }: { text: string }) {
  const value = text.trim();
  const name = /^-?\d+(\.\d+)?$/.test(value) ? css.number : /^(true|false|null)$/.test(value) ? css.keyword : css.string;
  return <span className={name}>{text}</span>;
}
