/** The colour scheme: the system's, until the user presses the button. */

const KEY = 'akm-studio-theme';

/** Makes a button switch between light and dark. The choice is stored if the browser allows it. */
export function listenForTheme(button: HTMLElement): void {
  apply(read());
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Not allowed here, so the choice ends with the page.
    }
  });
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : theme === 'dark';
}

function apply(theme: string | null): void {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
