/**
 * For what is chosen in a menu and takes the focus elsewhere: it is done when the menu lets go of the focus, which then
 * does not go back to the menu's button. Give `closed` to UiMenu's event of that name.
 */
export function useAfterMenu() {
  let next: (() => void) | null = null;
  return {
    afterMenu: (what: () => void) => {
      next = what;
    },
    closed: (event: Event) => {
      if (next === null) return;
      event.preventDefault();
      const due = next;
      next = null;
      due();
    },
  };
}
