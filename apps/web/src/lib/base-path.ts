/** The path the dashboard is served under, without a trailing slash: '' or e.g. `/pidalio`. The server writes it into index.html. */
export function basePath(): string {
  const content = document.querySelector('meta[name="pidalio-base"]')?.getAttribute('content') ?? '';
  return content.replace(/\/+$/, '');
}
