package table

import (
	"slices"
	"strings"
	"unicode"
)

// headings are the words by which columns are named, by the key that they are likely to be for. A name is for the
// key whose longest word it has; a word stands for whole words of the name, one in a script without spaces or
// of a language that builds compounds (with ~ before it) for any part.
var headings = []struct {
	key   string
	words []string
}{
	{"pay", list("salary|pay|wage|wages|compensation|base salary|base pay|annual salary|monthly salary|hourly rate|gross salary|gross pay|rate|ctc|amount|" +
		"remuneration|earnings|~gehalt|~lohn|~entgelt|vergütung|~bezüge|~honorar|salaire|rémunération|traitement|salario|sueldo|retribución|remuneración|" +
		"stipendio|retribuzione|ral|salário|remuneração|salaris|loon|~lön|løn|lønn|~palkka|wynagrodzenie|pensja|płaca|plat|mzda|bér|fizetés|salariu|plaća|" +
		"plača|maaş|ücret|зарплата|оклад|заработная плата|зарплатня|gaji|lương|~年収|~年俸|~月給|~給与|~給料|~年薪|~月薪|~薪资|~薪資|~工资|~薪水|~연봉|~급여|~월급")},
	{"pay_low", list("from|min|minimum|salary from|salary min|min salary|minimum salary|pay from|pay min|low|von|ab|de|desde|da|od|salary low|lower")},
	{"pay_high", list("to|max|maximum|salary to|salary max|max salary|maximum salary|pay to|pay max|high|bis|à|hasta|do|salary high|upper")},
	{"bonus", list("bonus|variable|commission|prämie|boni|prime|equity|shares|stock|options|allowance|zulage|provision|total|total compensation|total pay|" +
		"gesamtvergütung|overtime|nebenkosten|employer cost|cost")},
	{"currency", list("currency|ccy|curr|cur|währung|devise|monnaie|moneda|divisa|valuta|moeda|waluta|měna|deviza|para birimi|валюта|~通貨|~货币|~币种|~통화")},
	{"period", list("period|pay period|unit|pay unit|per|frequency|pay frequency|basis of pay|rate type|pay type|einheit|zeitraum|lohnart|période|unité|" +
		"periodo|período|frecuencia|periode|okres|období|период|単位|单位|paid per|pay basis|salary unit|salary type")},
	{"year", list("year|date|as of|effective|effective date|pay date|jahr|stichtag|datum|année|date d'effet|an|año|fecha|anno|data|ano|jaar|år|vuosi|rok|" +
		"év|yıl|год|дата|рік|~年度|~年月|年|~연도|survey year|when|timestamp")},
	{"country", list("country|land|pays|país|pais|paese|maa|kraj|země|ország|țară|ülke|страна|країна|~国|~국가|country of work|work country")},
	{"place", list("city|location|place|office|site|town|state|region|ort|stadt|standort|arbeitsort|niederlassung|ville|lieu|ciudad|lugar|sede|città|luogo|" +
		"cidade|local|stad|plaats|locatie|by|kaupunki|miasto|lokalizacja|město|místo|város|oraș|şehir|город|місто|~勤務地|~城市|~地点|~도시|~근무지|work location")},
	{"title", list("title|job title|job|position|role title|occupation|designation|function|stelle|~stellenbezeichnung|~berufsbezeichnung|titel|beruf|tätigkeit|" +
		"poste|intitulé|intitulé du poste|emploi|fonction|métier|puesto|cargo|título|posición|mansione|ruolo|qualifica|posizione|função|functie|functietitel|" +
		"befattning|stilling|tehtävä|nimike|stanowisko|pozice|beosztás|munkakör|funcție|ünvan|pozisyon|должность|посада|~職種|~職位|~职位|~岗位|~직무|~직책|jabatan")},
	{"role", list("role|job family|discipline|rolle|rôle|rol|rola|роль")},
	{"level", list("level|seniority|grade|band|job level|career level|stufe|karrierestufe|niveau|nivel|livello|nível|nivå|taso|poziom|úroveň|szint|seviye|уровень|рівень|~等級|~级别|~직급")},
	{"years", list("years|experience|years of experience|work experience|yoe|total experience|jahre erfahrung|~berufserfahrung|~berufsjahre|erfahrung|expérience|" +
		"années d'expérience|experiencia|años de experiencia|esperienza|anni di esperienza|experiência|ervaring|jaren ervaring|erfarenhet|erfaring|kokemus|" +
		"doświadczenie|praxe|tapasztalat|deneyim|опыт|стаж|досвід|~経験|~经验|~经验年限|~경력|tenure")},
	{"employment", list("employment|employment type|contract|contract type|type of contract|employment status|vertrag|vertragsart|beschäftigungsart|anstellung|" +
		"contrat|type de contrat|contrato|tipo de contrato|contratto|tipo di contratto|contract type|umowa|smlouva|занятость|~雇用形態|~合同")},
	{"fte", list("fte|full time equivalent|full-time equivalent|workload|working time|work time|employment rate|beschäftigungsgrad|pensum|arbeitszeitanteil|" +
		"stellenumfang|stellenanteil|taux d'activité|taux d'occupation|quotité|quotité de travail|jornada|part-time %|part time|full time|full/part time|" +
		"full time/part time|etat|wymiar etatu|úvazek|tjänstgöringsgrad|sysselsättningsgrad|stillingsprosent|bft|arbeitszeit")},
	{"hours", list("hours|weekly hours|hours per week|hours/week|hours a week|hrs|hrs/week|contract hours|contracted hours|std|std/woche|~stunden|~wochenstunden|" +
		"heures|heures/semaine|heures par semaine|horas|horas semanales|ore|ore settimanali|horas semanais|uren|uren per week|timmar|timer|tunnit|godziny|hodiny|" +
		"часы|~時間|~工时")},
	{"pays", list("number of pays|pays per year|payments|number of salaries|anzahl gehälter|monatsgehälter|mensilità|pagas|número de pagas|14 pays")},
	{"industry", list("industry|sector|branche|industrie|secteur|sector|settore|setor|toimiala|branża|отрасль|~業界|~行业")},
	{"org_size", list("company size|organisation size|organization size|employees|headcount|unternehmensgröße|taille|tamaño|dimensione")},
	{"remote", list("remote|work mode|workplace|work model|homeoffice|home office|télétravail|teletrabajo|remoto|zdalnie")},
	{"education", list("education|degree|qualification|highest education|ausbildung|abschluss|bildung|formation|diplôme|educación|istruzione|educação|opleiding|utbildning")},
	{"skills", list("skills|skill|technologies|technology|tech|tech stack|stack|languages|technik|technologien|kenntnisse|compétences|tecnologías|competenze")},
	{"basis", list("gross/net|gross or net|tax basis|brutto/netto")},
	{"weight", list("number of people|respondents|count|anzahl|n")},
	{"person", list("name|employee|employee id|employee no|employee number|id|staff|staff no|personal|personalnummer|mitarbeiter|nom|prénom|nombre|email|e-mail|no")},
	{"hired", list("start date|hire date|date hired|hired|joined|joining date|date of joining|entry date|birth date|date of birth|birthday|end date|exit date|" +
		"eintritt|eintrittsdatum|einstellungsdatum|austritt|geburtsdatum|date d'entrée|date d'embauche|date de naissance|fecha de alta|fecha de ingreso|" +
		"fecha de nacimiento|data assunzione|data di assunzione|data de admissão|datum nástupu|data zatrudnienia|дата приёма|~入社|~入职")},
	{"department", list("department|dept|team|division|unit name|cost center|cost centre|abteilung|bereich|kostenstelle|département|service|departamento|reparto|afdeling|avdelning|dział|oddělení|отдел|~部門|~部门|~부서")},
}

func list(s string) []string { return strings.Split(s, "|") }

// keyOfHeader returns the key that a column is likely to be for by its name, and how sure that is: the length
// of the words that say so, doubled when they are the whole name. It returns "" for a name that says nothing.
func keyOfHeader(name string) (key string, sure int) {
	low := heading(name)
	for _, h := range headings {
		for _, word := range h.words {
			n := len(word)
			compound, any := strings.CutPrefix(word, "~")
			switch {
			case low == word || any && low == compound:
				n *= 2
			case any && strings.Contains(low, compound):
			case !any && (len(word) > 2 || low == word) && strings.Contains(" "+low+" ", " "+word+" "):
			default:
				continue
			}
			if n > sure {
				key, sure = h.key, n
			}
		}
	}
	return key, sure
}

// heading returns a name as it is compared: in lower case, without what stands in parentheses and signs.
func heading(name string) string {
	low := strings.ToLower(apart(name))
	if i := strings.IndexAny(low, "([（"); i > 0 {
		low = low[:i]
	}
	fields := strings.FieldsFunc(low, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/'-%", r)
	})
	return strings.Join(fields, " ")
}

// apart puts spaces between the words of a name like SalaryUSD or jobTitle.
func apart(name string) string {
	var out strings.Builder
	small := false
	for _, r := range name {
		if small && unicode.IsUpper(r) {
			out.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		out.WriteRune(r)
	}
	return out.String()
}

// said returns the value of the first pair whose word a name or title has.
func said(name string, pairs []pair) string {
	low := strings.ToLower(name)
	for _, p := range pairs {
		if slices.ContainsFunc(p.words, func(w string) bool { return strings.Contains(low, w) }) {
			return p.value
		}
	}
	return ""
}

// pair is a value and the words that say it.
type pair struct {
	value string
	words []string
}

// What the name of a column of pay may say of its units, in parts of words.
var (
	periodWords = []pair{
		{"hour", list("hour|/h|stunde|horaire|/hora|orari|uur|tunti|godz|час|時給|时薪|시급")},
		{"day", list("daily|per day|/day|tagessatz|journalier|tjm|diari|dag|день|日給|日薪")},
		{"two weeks", list("biweekly|bi-weekly|fortnight|every two weeks")},
		{"week", list("weekly|per week|/week|woche|hebdo|semanal|settiman")},
		{"half month", list("semi-monthly|semimonthly|quincen")},
		{"month", list("month|monat|mensuel|mensual|mensil|mensal|maand|måned|månad|kuukausi|kk-|miesi|měsí|havi|lunar|aylık|месяц|місяц|月給|月薪|월급|/mo")},
		{"year", list("annual|year|jahr|annuel|anual|annu|/an|jaar|år|vuosi|roczn|roční|éves|yıl|год|річн|年収|年俸|年薪|연봉|p.a|ctc|lpa|ral")},
	}
	basisWords = []pair{
		{"gross", list("gross|brutto|brut|bruto|lordo|ral|брутто|税前|額面|ctc")},
		{"net", list("net |netto|neto|netto|(net|/net|нетто|на руки|税后|手取")},
	}
	componentWords = []pair{
		{"base", list("base|basic|grund|fixe|fijo|fissa")},
		{"total", list("total|gesamt|ote|ctc|package|inkl|incl")},
	}
)
