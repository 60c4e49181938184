// Arrow keys and Enter lead from cell to cell of the grid of effects. Without scripts Tab does.
const grid = document.querySelector("[data-effect-grid]");
const rows = grid ? [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]) : [];

function focus(row, column) {
  const cell = rows[row]?.[column];
  if (!cell) return false;
  cell.focus();
  cell.select();
  return true;
}

grid?.addEventListener("keydown", (event) => {
  const row = rows.findIndex((cells) => cells.includes(event.target));
  if (row < 0) return;
  const cell = event.target;
  const column = rows[row].indexOf(cell);
  const all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const steps = {
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
    Enter: [1, 0],
    ArrowRight: all || cell.selectionStart === cell.value.length ? [0, 1] : null,
    ArrowLeft: all || cell.selectionEnd === 0 ? [0, -1] : null,
  };
  const step = steps[event.key];
  // Enter in the last row sends the form, as anywhere else.
  if (step && focus(row + step[0], column + step[1])) event.preventDefault();
});
