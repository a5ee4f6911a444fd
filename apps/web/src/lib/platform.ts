export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** What applies, sends or runs the thing in hand, as the keyboard names it. */
export const SUBMIT_KEYS = isMac ? '⌘↵' : 'Ctrl ↵';
