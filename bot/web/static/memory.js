// What this browser remembers between visits; a browser that refuses storage only forgets.

export function remember(name, value) {
  try {
    localStorage.setItem(`foothold.${name}`, typeof value === "string" ? value : JSON.stringify(value));
  } catch {
    // full or refused
  }
}

export function recall(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`foothold.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
