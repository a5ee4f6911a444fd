export function Brand() {
  return (
    <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M10.4 8.2C13.6 8.6 20 12.4 20.3 17.3C20.45 20 18.7 21.6 16.2 21.6H10.4Z" fill="var(--accent)" />
      <path d="M7.6 21.6V2.6M7.6 4.2H15.4" fill="none" stroke="var(--ink-1)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}
