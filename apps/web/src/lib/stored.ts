/** A remembered choice of this browser. Storage may be forbidden; then nothing is remembered. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`pidalio.${key}`);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(`pidalio.${key}`, value);
  } catch {
    // Nothing to do: the choice holds until the page is closed.
  }
}
