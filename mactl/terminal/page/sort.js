// Sorting a table by the column whose title is pressed; data-v holds what a cell is sorted by.
for (const table of document.querySelectorAll("table")) {
  const titles = [...table.tHead.rows[0].cells];
  for (const title of titles) {
    const button = title.querySelector("button");
    if (!button) continue;
    button.addEventListener("click", () => {
      const down = title.getAttribute("aria-sort") === "ascending";
      titles.forEach((other) => other.removeAttribute("aria-sort"));
      title.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[title.cellIndex].dataset.v;
      const number = title.classList.contains("n");
      const order = (a, b) => {
        if (a === "" || b === "") return (a === "") - (b === "");
        const found = number ? a - b : a.localeCompare(b, document.documentElement.lang);
        return down ? -found : found;
      };
      const rows = [...table.tBodies[0].rows].sort((a, b) => order(value(a), value(b)));
      table.tBodies[0].append(...rows);
    });
  }
}
