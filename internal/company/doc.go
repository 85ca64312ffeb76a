// Package company knows what employers pay, compared with others, for the same work at the same place.
//
// Two public kinds of evidence name the employer: labor condition applications of the USA, in which it swears what
// it will pay at least (package source/lca), and the ranges that it advertises (package source/ats). Both are of base
// pay. What an employer gives beyond, bonus and equity, neither states, so that total pay at an employer is unknown
// here, and said to be.
//
// # Method
//
// Log yearly pay of filings is a sum of crossed effects, each drawn towards nothing by how few filings it has (type
// mixed): of the market (role, level, their combination, state, metropolitan area, occupation in a state, year), of
// what kind of employer it is (industry, NAICS code, size by number of filings, the occupation that it mostly files
// for) and of the employer itself. The last kind is what shrinks an employer towards others of its industry, size and
// kind of work: one with three filings keeps about four fifths of its distance to them, one with none keeps nothing.
// Where an employer has ten filings of a level, occupation, role, state or area, it has an effect there besides.
// A second fit without any employer says what the market pays; the difference of the two is the employer's Effect.
// Shapes and widths of distributions come from residuals of filings that the fit had not seen (five folds).
//
// Advertised ranges, by their geometric middle, differ from filings of the same employer by a bias that is estimated
// over the employers that have both (Table.Bias); a range moves an employer's effect only after the bias is taken
// off, with the spread of that bias between employers as its uncertainty, and Effect says so.
//
// # Opinion and limits
//
// A filing is a floor: people may be paid more. Filings are of those who need a visa. No group of fewer than
// MinPeople filings shows a wage, an employer with fewer than MinFilings has no effect of its own, and one with a
// single worker is answered like an unknown one. The evidence is of the USA: elsewhere an employer's effect is not
// known. Levels are those that titles name; half of the titles name none, and these are a level of their own here.
package company

// MinPeople is the smallest number of filings of a group whose pay is shown, as in package subset.
const MinPeople = 10

// MinFilings is the smallest number of filings, or of advertised ranges, by which an employer has an effect of its own.
const MinFilings = 3
