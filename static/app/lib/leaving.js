/** Whoever leaves the page is asked first while something would be lost. */
let held = 0;

/** @returns {() => void} call it once, when nothing would be lost any more */
export function holdPage() {
  held += 1;
  if (held === 1) addEventListener("beforeunload", ask);
  return () => {
    held -= 1;
    if (held === 0) removeEventListener("beforeunload", ask);
  };
}

/** The browser has its own words for it. @param {BeforeUnloadEvent} event */
function ask(event) {
  event.preventDefault();
}
