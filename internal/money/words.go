package money

import "github.com/backpay/backpay/internal/pay"

// word is what a word of an amount means; nothing is set for a filler.
type word struct {
	power  int  // a multiplier: ten to the power
	indian bool // of rupees, where no currency is named
	period pay.Period
	basis  pay.Basis
}

// words are the words of an amount besides currencies, in lower case without dots, in the languages in which
// pay is advertised. No entry means two things: "m", which is million or month, is read by where it stands.
var words = func() map[string]*word {
	m := map[string]*word{}
	put := func(w word, list ...string) {
		for _, s := range list {
			m[s] = &w
		}
	}
	put(word{power: 3}, "k", "thousand", "tsd", "tausend", "grand", "mila", "tys", "tis", "тыс", "тис")
	put(word{power: 6}, "mn", "mm", "mio", "mln", "million", "millions", "millones", "millón", "millon", "milhões", "milioni", "млн")
	put(word{power: 5, indian: true}, "lakh", "lakhs", "lac", "lacs", "l")
	put(word{power: 5, indian: true, period: pay.Year}, "lpa")
	put(word{power: 7, indian: true}, "crore", "crores", "cr")

	put(word{period: pay.Hour}, "hour", "hourly", "hr", "hrs", "h", "ph",
		"std", "stunde", "heure", "ora", "orari", "hora", "godz", "godzinę", "godzina", "uur", "timme", "tim", "tunti", "hod", "час", "годину")
	put(word{period: pay.Day}, "day", "daily", "diem", "d", "pd",
		"tag", "täglich", "jour", "giorno", "día", "dia", "dzień", "dag", "päivä", "den", "день")
	put(word{period: pay.Week}, "week", "weekly", "wk", "w", "pw",
		"woche", "wöchentlich", "semaine", "settimana", "semana", "semanal", "tydzień", "vecka", "viikko", "неделю", "тиждень")
	put(word{period: pay.Month}, "month", "monthly", "mo", "mth", "pm", "pcm",
		"monat", "monatlich", "mtl", "mois", "mensuel", "mensuels", "mese", "mensili", "mensile", "mes", "mensual", "mensuales",
		"mês", "mensal", "mensais", "miesiąc", "miesięcznie", "mies", "měsíc", "měsíčně", "maand", "måned", "mnd", "månad", "mån",
		"kuukausi", "lună", "ay", "месяц", "мес", "місяць", "міс")
	put(word{period: pay.Year}, "year", "yearly", "yr", "y", "annual", "annually", "annum", "pa",
		"jahr", "jährlich", "année", "annuel", "annuels", "anno", "annui", "annuo", "año", "anual", "anuales", "ano",
		"rok", "rocznie", "ročně", "jaar", "år", "vuosi", "yıl", "рік")

	put(word{basis: pay.Gross}, "gross", "brutto", "brut", "bruts", "bruto", "brutos", "lordo", "lordi", "pretax", "hrubého", "брутто")
	put(word{basis: pay.Net}, "net", "nets", "nett", "netto", "neto", "netos", "netti", "čistého", "нетто")

	put(word{}, "a", "à", "per", "pro", "je", "par", "por", "al", "la", "le", "el", "na", "za", "im", "в", "на", "за")
	return m
}()

// slashed are words that mean a period only behind a slash, as in "€/m" or "kr/t".
var slashed = map[string]pay.Period{"an": pay.Year, "m": pay.Month, "kk": pay.Month, "a": pay.Year, "j": pay.Year, "t": pay.Hour, "u": pay.Hour}

// ends are words that make an amount one end of a range.
var ends = []string{"to", "from", "up", "until", "bis", "ab", "von", "do", "od", "до", "від", "от"}
