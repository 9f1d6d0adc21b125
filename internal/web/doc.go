// Package web is the desk in the browser, and the server of the public site's
// folder.
//
// It keeps nothing of its own: what a page shows comes from the packages below
// and what a form does is one of their functions, in one transaction. A
// browser session (desk.Sessions) holds who is logged in, the language, what
// the next page is to say, and what may be undone.
//
// The routes are one table grouped by who may use them (routes.go). A GET
// never writes. Every form is answered with a redirect, so that nothing is
// sent twice by a reload; a form that is refused comes back with what was
// typed and with the remedy. All of it works without JavaScript; with it, htmx
// replaces the part of the page that changed and desk.js adds the keys.
//
// Texts of sources are data: pages show them escaped, as paragraphs.
package web
