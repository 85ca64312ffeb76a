// Package web makes the pages: Ask, Compare, Explore, Method and one page per role and country. Pages are
// made on the server from one typed struct each, in full before a byte is written; the address of a page
// reproduces it; and every page works without script.
//
// Its opinion: a form is a sentence, a picture is SVG with its table, and the script (static/app.js) may
// only make faster what a submit button does too: it fetches the same address with the header
// Backpay-Fragment and puts the answer in place. Query parameters that a page does not know are an error,
// as they are in the API: a misspelt facet must not look like an answer.
//
// Its limits: words are English; numbers are in the reader's locale. There is no state: no cookie, no
// session.
package web
