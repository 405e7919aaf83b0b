/** How the page now shown was reached; the router keeps it. A first page leaves the focus where browsers put it. */
export const arrival = { insideApp: false };
