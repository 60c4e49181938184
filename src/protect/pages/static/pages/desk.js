// Choosers of dates and times at the editors' desk. Wagtail begins them by a script in the page, which our policy refuses;
// here they begin when their field is entered for the first time, also in dialogs that come later.
document.addEventListener(
  'focusin',
  (event) => {
    const id = event.target.id;
    const told = id && document.querySelector(`template[data-chooser][data-for="${CSS.escape(id)}"]`);
    if (!told) return;
    window[told.dataset.chooser](id, JSON.parse(told.dataset.options));
    told.remove();
  },
  true,
);
