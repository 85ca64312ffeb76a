// Package pay is the language of Backpay: what is asked (Profile), what is answered (Answer), and the
// words both are made of (Amount, Period, Basis, Distribution, Evidence). It imports only the standard
// library, does no input or output and knows no clock, so that every other package can speak it.
//
// Its opinion: pay is a distribution, never a lone number; a facet that is not known is unknown, never
// filled in with a default; and a number travels with its currency, its period and its basis.
//
// Its limit: it holds no vocabulary. Which roles, countries or skills exist is package taxonomy's
// business; what a currency is worth is package money's.
package pay
