/** The colour scheme: the system's, until the button is pressed. */

const KEY = 'akm-studio-theme';

/** Lets a button switch between light and dark; the choice is kept where the page may keep anything. */
export function listenForTheme(button: HTMLElement): void {
  apply(read());
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    apply(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Not allowed here: the choice lasts as long as the page.
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
