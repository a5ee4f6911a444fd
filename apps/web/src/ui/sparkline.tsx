/** 84 × 20, own scale from zero, gaps stay gaps. Never for comparing rows. */
export function Sparkline({
  values,
  color = 'var(--ink-2)',
  width = 84,
  height = 20,
  label,
}: {
  values: readonly (number | null)[];
  color?: string;
  width?: number;
  height?: number;
  label?: string;
}) {
  const { path, end } = sparklinePath(values, width, height);
  return (
    <svg width={width} height={height} role={label ? 'img' : 'presentation'} aria-label={label}>
      <path d={`M1 ${height - 1.5}H${width - 1}`} stroke="var(--line-1)" />
      <path d={path} fill="none" stroke={color} strokeWidth="1.25" strokeLinejoin="round" />
      {end && <circle cx={end.x} cy={end.y} r="1.8" fill={color} />}
    </svg>
  );
}

export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { path: string; end: { x: number; y: number } | null } {
  const top = Math.max(0, ...values.map((value) => value ?? 0)) * 1.15 || 1;
  const step = (width - 5) / Math.max(1, values.length - 1);
  let path = '';
  let open = false;
  let end: { x: number; y: number } | null = null;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    end = { x: round(1 + index * step), y: round(height - 2 - (value / top) * (height - 4)) };
    path += `${open ? 'L' : 'M'}${end.x} ${end.y}`;
    open = true;
  });
  return { path, end };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
