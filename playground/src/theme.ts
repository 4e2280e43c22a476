import { useEffect, useState } from "preact/hooks";

type Theme = "light" | "dark";

const KEY = "migpack-theme";

/** The theme and its switch: what was chosen here before, else what the system prefers. Not part of the state, since it is the reader's and not the link's. */
export function useTheme(): readonly [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => remembered() ?? preferred());
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const toggle = () => {
    const other = theme === "dark" ? "light" : "dark";
    remember(other);
    setTheme(other);
  };
  return [theme, toggle];
}

function preferred(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** A browser may keep its storage shut. */
function remembered(): Theme | null {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : null;
  } catch {
    return null;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds until the page is closed.
  }
}
