// What is typed is kept in the browser, on the reader's computer and nowhere else.
const PREFIX = "attention-book/";

export function kept(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null; // some browsers keep nothing in private windows
  }
}

// Keep a text, or forget it where it is null; say whether that worked.
export function keep(key, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}
