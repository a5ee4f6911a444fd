/** The grey hatch that means "no data", once per page: `fill="url(#hatch)"`. */
export function HatchPattern() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" stroke="var(--line-2)" strokeWidth="2" />
        </pattern>
      </defs>
    </svg>
  );
}
