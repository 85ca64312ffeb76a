package colombia

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/testdata"
)

// The headers below are those of the files; the rows are invented.

const header2020 = "Timestamp,¿Para qué tipo de empresa trabaja?,La empresa para la que usted trabaja se dedica principalmente a,¿Cuál es su título en la empresa?," +
	"¿Cuántos años de experiencia en desarrollo de software profesional tiene?,¿En cuál de los siguientes lenguajes de programación ocupa la mayoría de su tiempo laboral?," +
	"Tipo de relación laboral,Su modo de trabajo es: (ignorando el cambio por covid-19),¿Cuál es su máximo titulo alcanzado (graduado)?," +
	"¿A usted le pagan en pesos colombianos (COP) o dólares (USD)?," +
	"\"¿Usando la moneda de la respuesta anterior, cuánto es su remuneración ANUAL base?  eg 36,000,000 si es pesos o 3,600 si es dólares\"," +
	"¿En que ciudad de Colombia vive?,¿Cuantas horas trabaja por semana?\n"

func TestSurveyOf2020(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2020-raw.csv", header2020+
		"6/17/2020 16:23:44,empresa extranjera,otro,Backend Developer,3 - 5 años,Python,contratista internacional,remoto (ocupa más),maestria,dólares,48000,Medellín,40\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,Backend Developer,más de 15 años,C#,contrato a termino indefinido,presencial (ocupa más),pregrado,pesos,\"36,000,000\",bogota,8\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,pesos,3.600.000,Cali,20\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,pesos,4 millones,Cali,48\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,pesos,mucho,Cali,40\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,,36000000,Cali,40\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,pesos,0,Cali,40\n"+
		"6/17/2020 16:23:44,empresa extranjera,otro,,1+ año,,,,,pesos,36000000,Canada,40\n")
	want := []dataset.Record{
		{
			Source: "colombia", Year: 2020, Country: "CO", Place: "CO-medellin", Roles: []string{"backend"}, Years: pay.YearsOf(4), Remote: "remote",
			Employment: "freelance", Education: "master", Skills: []string{"python"},
			Pay: 48000, Currency: "USD", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
		{
			Source: "colombia", Year: 2020, Country: "CO", Place: "CO-bogota", Roles: []string{"backend"}, Years: pay.YearsOf(15), Remote: "onsite",
			Employment: "employee", Education: "bachelor", Skills: []string{"csharp"},
			Pay: 36e6, Currency: "COP", Period: pay.Year, Basis: pay.Gross, Component: pay.Base, Weight: 1,
		},
	}
	if diff := cmp.Diff(want, r.Records[:2], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
	var reasons []dataset.Reason
	for _, d := range r.Records[2:] {
		reasons = append(reasons, d.Excluded)
	}
	if want := []dataset.Reason{dataset.PartTime, "", dataset.Unreadable, dataset.Unreadable, dataset.NoPay, dataset.NoCountry}; !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
	if got := r.Records[3].Pay; got != 4e6 {
		t.Errorf("4 millones is %v", got)
	}
}

func TestTwoHeadersOf2021(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2021-raw.csv",
		"respondent_id,date_created,¿Cuál es su título en la empresa en la que trabaja actualmente?¿Por ejemplo?,,¿Cómo considera su seniority?,"+
			"¿En qué otros lenguajes/tecnologías de desarrollo ocupa su tiempo laboral?No incluya,,Tipo de relación laboral,,"+
			"¿A usted le pagan en pesos colombianos (COP) o dólares (USD)?,¿Cuánto es su remuneración en su ACTUAL trabajo?Salario ANUAL Base,,"+
			"¿En qué ciudad/departamento/región de Colombia vive?,\n"+
			",,Response,Otro (especifique),Response,Go,Rust,Response,Otro (especifique),Response,Salario ANUAL Base,Bonos ANUAL,Response,Otro (especifique)\n"+
			"1,08/25/2021 05:30:07 PM,Otro (especifique),DevOps engineer,Senior (Avanzado),Go,Rust,Otro (especifique),Prestación de servicios,Pesos,84000000,5000000,Otro (especifique),Envigado\n")
	if len(r.Records) != 1 {
		t.Fatalf("%d records, want 1: the second header is no answer", len(r.Records))
	}
	d := r.Records[0]
	if d.Year != 2021 || d.Pay != 84e6 || d.Employment != "freelance" || d.Level != "senior" || !slices.Equal(d.Roles, []string{"devops"}) ||
		!slices.Equal(d.Skills, []string{"go", "rust"}) || d.Place != "CO-envigado" {
		t.Errorf("the answer reads as %+v", d)
	}
}

func TestOtherTable(t *testing.T) {
	if e := sourcetest.Error(t, Source, "x.csv", "Timestamp,salario\n1,2\n"); !strings.Contains(e.Message, "Colombia Dev") {
		t.Errorf("another table fails with %q", e.Message)
	}
}

// TestPublicFiles counts every published file a second time, by the columns' numbers.
func TestPublicFiles(t *testing.T) {
	for _, survey := range []struct {
		file                   string
		year                   int
		salary, currency, week int // columns; week 0 is not asked
		answers                func(row []string) bool
	}{
		{"2016-normalized", 2016, 19, 18, 0, func([]string) bool { return true }},
		{"2020-raw", 2020, 26, 25, 44, func([]string) bool { return true }},
		{"2021-raw", 2021, 87, 86, 85, func(row []string) bool { return row[0] != "" }},
	} {
		path := testdata.File(t, "colombia-dev", survey.file+".csv.gz")
		_, rows := sourcetest.Rows(t, path, ',', "utf-8")
		want, answers, dollars, sum := map[dataset.Reason]int{}, 0, 0, 0.0
		for _, row := range rows {
			if !survey.answers(row) {
				continue
			}
			answers++
			v, _ := strconv.ParseFloat(row[survey.salary], 64)
			week, err := strconv.ParseFloat(row[survey.week], 64)
			switch {
			case v == 0:
				want[dataset.NoPay]++
			case survey.week > 0 && err == nil && week > 12 && week < 30:
				want[dataset.PartTime]++
			default:
				sum += v
				if strings.HasPrefix(strings.ToLower(row[survey.currency]), "d") {
					dollars++
				}
			}
		}
		r := sourcetest.Read(t, Source, path)
		counts, gotDollars, gotSum := r.Count(), 0, 0.0
		for _, d := range r.Records {
			if d.Year != survey.year {
				t.Fatalf("%s: a record of %d", path, d.Year)
			}
			if d.Excluded == "" || d.Excluded == dataset.NoCountry || d.Excluded == dataset.OtherWork {
				gotSum += d.Pay
				if d.Currency == "USD" {
					gotDollars++
				}
			}
		}
		if len(r.Records) != answers || counts[dataset.NoPay] != want[dataset.NoPay] || counts[dataset.PartTime] != want[dataset.PartTime] ||
			gotDollars != dollars || gotSum != sum {
			t.Errorf("%s: %d answers, %d in dollars, sum %v, %v; want %d, %d, %v, %v",
				path, len(r.Records), gotDollars, gotSum, counts, answers, dollars, sum, want)
		}
		if counts[dataset.NoCountry] > 3 || counts[dataset.OtherWork] > 25 || counts[dataset.Unreadable] > 0 {
			t.Errorf("%s: too much is set aside: %v", path, counts)
		}
	}
}
