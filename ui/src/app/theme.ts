/** How the page looks: as the system says, or as somebody chose. */
export type Theme = 'auto' | 'light' | 'dark';

const key = 'slipway-theme';

/** The chosen theme. Storage may be closed to the page: then it is the system's. */
export function readTheme(): Theme {
  try {
    const theme = localStorage.getItem(key);
    return theme === 'light' || theme === 'dark' ? theme : 'auto';
  } catch {
    return 'auto';
  }
}

/** Puts a theme on, and keeps it. */
export function wearTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // The choice then lasts as long as the page does.
  }
}
