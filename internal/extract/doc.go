// Package extract reads what the text of a job posting says: its pay, skills, level, way of working and kind
// of employment, each with its place in the original text.
//
// It works by rules and dictionaries in English, German, French, Spanish, Dutch, Polish, Italian, Swedish,
// Danish, Norwegian, Portuguese and Czech, and gives the same answer for the same text, always. The text may be
// plain or HTML, escaped once or twice, with the damage of a wrong code page.
//
// Its opinion on pay. A sum of money in a posting is mostly not pay: it is revenue, funding, a budget, a
// voucher, a reward. A sum is read as pay when the words nearest to it say so, or when its form leaves little
// else (a range with a currency and a period), and never when they say otherwise. To miss a statement is
// better than to invent one. What the text leaves open is filled only where something follows from it, and is
// then named in Statement.Inferred: the currency of "$" from the country of the job, a period that is not
// written from the size of the amount. Pay after tax is read and marked net; a rate without VAT is not net.
// A bonus, equity and pay on target are statements of their own and never base pay.
//
// Its limits. A share of equity in percent is no amount and is not read; nor is a bonus in percent, or a pay
// group of a collective agreement without an amount. It takes one posting at a time and does not know which
// of several jobs in it a statement belongs to. Requirements are told from wishes by headings and the words of
// the sentence, so a list without either is taken to be required.
package extract
