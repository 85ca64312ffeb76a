package dou

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backpay/backpay/internal/dataset"
	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/source/sourcetest"
	"github.com/backpay/backpay/internal/taxonomy"
	"github.com/backpay/backpay/internal/testdata"
)

// The headers below are those of the files; the rows are invented.

func TestTitlesOf2016(t *testing.T) {
	const header = `"N","Должность","Язык.программирования","Специализация","Общий.опыт.работы","Зарплата.в.месяц","Город","Размер.компании","Тип.компании","Образование","Дата.заполнения","Валюта"` + "\n"
	r := sourcetest.ReadText(t, Source, "2016_may_final.csv", header+
		`"1","Senior Software Engineer","C#/.NET","","10 и более лет",3000,"Днепр.","до 50 человек","Аутсорсинговая","Высшее","30/05/2016 13:57:02",NA`+"\n"+
		`"2","QA engineer","","Manual QA","меньше 3 месяцев",400,"Удаленно","до 10 человек","Стартап","Среднее","30/05/2016 13:57:21",NA`+"\n"+
		`"3","HR","","","2",900,"Киев","до 200 человек","Другая","Высшее","30/05/2016 13:58:00",NA`+"\n"+
		`"4","Software Engineer","Java","","1.5",6000,"Киев","до 200 человек","Другая","Высшее","30/05/2016 13:58:00","h"`+"\n")
	want := []dataset.Record{
		{
			Source: "dou", Year: 2016, Country: "UA", Place: "UA-dnipro", Roles: []string{"developer"}, Level: "senior",
			Years: pay.YearsOf(10), Industry: "it-services", OrgSize: "20-99", Education: "bachelor", Skills: []string{"csharp"},
			Pay: 3000, Currency: "USD", Period: pay.Month, Basis: pay.Net, Component: pay.Base, Weight: 1,
		},
		{
			Source: "dou", Year: 2016, Country: "UA", Roles: []string{"qa"}, Level: "mid", Years: pay.YearsOf(.1), Remote: "remote",
			OrgSize: "2-9", Education: "secondary",
			Pay: 400, Currency: "USD", Period: pay.Month, Basis: pay.Net, Component: pay.Base, Weight: 1,
		},
	}
	if diff := cmp.Diff(want, r.Records[:2], cmp.AllowUnexported(pay.Years{})); diff != "" {
		t.Errorf("records differ (-want +got):\n%s", diff)
	}
	if got := []dataset.Reason{r.Records[2].Excluded, r.Records[3].Excluded}; !slices.Equal(got, []dataset.Reason{dataset.OtherWork, dataset.Unreadable}) {
		t.Errorf("HR and the currency h are set aside as %q", got)
	}
}

func TestRowNamesOfR(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2016_dec_final.csv",
		`"N","Должность","Язык.программирования","Зарплата.в.месяц","Город","Дата.заполнения","Валюта"`+"\n"+
			`"1",NA,"Technical Lead","Java",4000,"Львов","20/12/2016 10:03:34",NA`+"\n")
	got := r.Records[0]
	if got.Pay != 4000 || got.Level != "staff" || got.Place != "UA-lviv" || got.Year != 2016 || !slices.Equal(got.Skills, []string{"java"}) {
		t.Errorf("a row with R's name before it reads as %+v", got)
	}
}

func TestCountsOf2022(t *testing.T) {
	r := sourcetest.ReadText(t, Source, "2022_june_qa.csv", `"city","experience","salary","position","specialisation","freq"
"Київ","1-3 роки","1000 - 1500","Middle","Manual QA",7
"Київ","10+ років","6500 +","Head","General QA",2
"Київ","До року","0 - 500","Junior","Manual QA",3
"Всі міста","1-3 роки","1000 - 1500","Middle","Manual QA",9
"Київ","Total","1000 - 1500","Middle","Всі спеціалізації",9
"Київ","1-3 роки","NA","Middle","Manual QA",1
"Київ","1-3 роки","1500 - 1000","Middle","Manual QA",1
`)
	if got, want := r.Count(), map[dataset.Reason]int{"": 3, dataset.Duplicate: 2, dataset.NoPay: 1, dataset.Unreadable: 1}; !cmp.Equal(got, want) {
		t.Fatalf("counts are %v, want %v", got, want)
	}
	for i, want := range []struct{ pay, low, high, weight float64 }{
		{math.Sqrt(1000 * 1500), 1000, 1500, 7}, {6500, 6500, math.Inf(1), 2}, {250, 0, 500, 3},
	} {
		d := r.Records[i]
		if d.Pay != want.pay || d.PayLow != want.low || d.PayHigh != want.high || d.Weight != want.weight || d.Year != 2022 || d.Roles[0] != "qa" {
			t.Errorf("row %d reads as %+v", i+1, d)
		}
	}
}

func TestStatusOf2024(t *testing.T) {
	const header = "Submitted at,Ваша основна зайнятість в ІТ зараз...,\"Зарплата / дохід в IT у $$$ за місяць, лише ставка \nЧИСТИМИ - після сплати податків\"," +
		"Оберіть ваш тайтл або роль у компанії,Categories,Position,Розробники -  основна спеціалізація,Основна мова програмування," +
		"Загальний стаж роботи за нинішньою ІТ-спеціальністю,Де ви зараз живете?,В якій області ви зараз живете?\n"
	r := sourcetest.ReadText(t, Source, "2024_dec_raw.csv", header+
		"2024-11-22 11:03:12,Працюю full-time,4000,Senior,SE,Software Engineer / Software Developer,Back-end  розробка,C# / .NET,7,В Україні,Львів чи область\n"+
		"2024-11-22 11:03:12,Я фрилансер(-ка),4000,Lead/Team Lead,SE,Software Engineer / Software Developer,Mobile розробка,Kotlin,7,В Україні,Київ чи область\n"+
		"2024-11-22 11:03:12,Працюю part-time,900,Junior,QA,Manual QA,,,1,В Україні,Київ чи область\n"+
		"2024-11-22 11:03:12,Втратив(-ла) роботу і шукаю нову,900,Junior,QA,Manual QA,,,1,В Україні,Київ чи область\n"+
		"2024-11-22 11:03:12,Працюю full-time,5000,Senior,SE,Software Engineer / Software Developer,Desktop,C++,7,\"За кордоном, не планую повертатися\",\n"+
		"2024-11-22 11:03:12,Працюю full-time,1500,Middle,HR,HR Generalist,,,3,В Україні,Київ чи область\n"+
		"2024-11-22 11:03:12,Працюю full-time,0,Middle,QA,Manual QA,,,3,В Україні,Київ чи область\n"+
		"2024-11-22 11:03:12,Працюю full-time,15")
	var reasons []dataset.Reason
	for _, d := range r.Records {
		reasons = append(reasons, d.Excluded)
	}
	want := []dataset.Reason{"", "", dataset.PartTime, dataset.NotEmployed, dataset.NoCountry, dataset.OtherWork, dataset.NoPay, dataset.Unreadable}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons are %q, want %q", reasons, want)
	}
	first, second := r.Records[0], r.Records[1]
	if first.Level != "senior" || first.Roles[0] != "backend" || first.Place != "UA-lviv" || first.Employment != "employee" {
		t.Errorf("the first row reads as %+v", first)
	}
	if second.Level != "staff" || second.Roles[0] != "mobile" || second.Employment != "freelance" {
		t.Errorf("the second row reads as %+v", second)
	}
}

func TestYearsOf(t *testing.T) {
	for cell, want := range map[string]string{
		"3": "3", "1.5": "1.5", "10 и более лет": "10", "Менше 3 місяців": "0.1", "2 роки": "2", "1 рік": "1",
		"15  і більше років": "15", "від 7 до 10 років": "8.5", "до року": "0.5", "": "", "Весь досвід": "", "99": "", "2 коти": "",
	} {
		if got := yearsOf(cell).String(); got != want {
			t.Errorf("yearsOf(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestUndatedFiles(t *testing.T) {
	const header = `"N","Город","Зарплата.в.месяц","Должность"` + "\n" + `2,"Киев",1800,"DBA"` + "\n"
	if got := sourcetest.ReadText(t, Source, "2020_june_mini.csv.gz", header).Records[0].Year; got != 2020 {
		t.Errorf("the year in the name is read as %d", got)
	}
	if e := sourcetest.Error(t, Source, "survey.csv", header); !strings.Contains(e.Message, "year") {
		t.Errorf("a file without dates fails with %q", e.Message)
	}
	if e := sourcetest.Error(t, Source, "2020.csv", "a,b\n1,2\n"); e.Kind != pay.Unreadable {
		t.Errorf("another table fails with %v", e)
	}
}

// TestLabels checks that the tables of this package speak the words of the taxonomy.
func TestLabels(t *testing.T) {
	for title, w := range works {
		for _, role := range w.roles {
			if code, ok := taxonomy.Roles.Parse(role); !ok || code != role {
				t.Errorf("%s is a %q, which is no role", title, role)
			}
		}
		if code, ok := taxonomy.Levels.Parse(w.level); w.level != "" && (!ok || code != w.level) {
			t.Errorf("%s has level %q, which is none", title, w.level)
		}
	}
	for category, role := range categories {
		if code, ok := taxonomy.Roles.Parse(role); !ok || code != role {
			t.Errorf("%s is a %q, which is no role", category, role)
		}
	}
	for city, latin := range cities {
		if _, _, ok := taxonomy.Place("UA", latin); !ok {
			t.Errorf("%s is %q, which is no place", city, latin)
		}
	}
}

// TestPublicFiles counts every published file a second time, by the plain text of its cells.
func TestPublicFiles(t *testing.T) {
	outside := strings.Split("HR|Marketing|Sales manager|Sales Manager|Copywriter|Talent Researcher|Game designer|Customer Success", "|")
	for _, file := range []string{
		"2016_may_final", "2016_dec_final", "2017_jun_final", "2017_dec_final", "2018_june_final", "2018_dec_raw",
		"2019_june_raw", "2019_dec_raw", "2020_june_mini",
	} {
		path := testdata.File(t, "dou", file+".csv.gz")
		header, rows := sourcetest.Rows(t, path, ',', "utf-8")
		title, salary, currency := -1, -1, -1
		for i, h := range header {
			switch {
			case h == "Должность" || h == "Оберіть вашу посаду":
				title = i
			case strings.HasPrefix(h, "Зарплата"):
				salary = i
			case h == "Валюта":
				currency = i
			}
		}
		want, sum := map[dataset.Reason]int{}, 0.0
		for _, row := range rows {
			shift := len(row) - len(header)
			switch {
			case currency >= 0 && row[currency+shift] != "NA":
				want[dataset.Unreadable]++
			case slices.Contains(outside, row[title+shift]):
				want[dataset.OtherWork]++
			default:
				want[""]++
				sum += number(t, row[salary+shift])
			}
		}
		compare(t, path, want, sum)
	}

	for _, file := range []string{"2022_june_dev", "2022_june_qa", "2022_june_other"} {
		path := testdata.File(t, "dou", file+".csv.gz")
		header, rows := sourcetest.Rows(t, path, ',', "utf-8")
		salary, count := slices.Index(header, "salary"), slices.Index(header, "freq")
		want, people := map[dataset.Reason]int{}, 0.0
		for _, row := range rows {
			total := func(cell string) bool {
				return cell == "Total" || cell == "Весь досвід" || strings.HasPrefix(cell, "Всі")
			}
			switch {
			case slices.ContainsFunc(row, total):
				want[dataset.Duplicate]++
			case row[salary] == "NA":
				want[dataset.NoPay]++
			default:
				want[""]++ // and other work
				people += number(t, row[count])
			}
		}
		r := sourcetest.Read(t, Source, path)
		weight := 0.0
		for _, d := range r.Records {
			if d.Excluded == "" || d.Excluded == dataset.OtherWork {
				weight += d.Weight
			}
		}
		if diff := cmp.Diff(want, withOtherWork(r.Count())); diff != "" || weight != people {
			t.Errorf("%s: %v people, want %v; counts (-want +got):\n%s", path, weight, people, diff)
		}
	}

	for _, wave := range []struct {
		file, charset string
		lives         int    // column
		working       string // beginnings of a status
	}{
		{"2024_dec_raw", "utf-8", 11, "Працюю |Я фрилансер|Інше"},
		{"2025_june_raw", "windows-1251", 15, "Працюю |Я "},
	} {
		const status, salary = 1, 2
		path := testdata.File(t, "dou", wave.file+".csv.gz")
		header, rows := sourcetest.Rows(t, path, ',', wave.charset)
		if header[wave.lives] != "Де ви зараз живете?" {
			t.Fatalf("%s: column %d is %q", path, wave.lives, header[wave.lives])
		}
		want := map[dataset.Reason]int{}
		for _, row := range rows {
			begins := func(s string) bool { return strings.HasPrefix(row[status], s) }
			switch {
			case !slices.ContainsFunc(strings.Split(wave.working, "|"), begins):
				want[dataset.NotEmployed]++
			case begins("Працюю part-time"):
				want[dataset.PartTime]++
			case row[salary] == "" || row[salary] == "0":
				want[dataset.NoPay]++
			case row[wave.lives] != "В Україні" || slices.Contains(row, "Не в Україні"):
				want[dataset.NoCountry]++
			default:
				want[""]++ // and other work, which depends on the title
			}
		}
		if diff := cmp.Diff(want, withOtherWork(sourcetest.Read(t, Source, path).Count())); diff != "" {
			t.Errorf("%s: counts (-want +got):\n%s", path, diff)
		}
	}
}

// withOtherWork adds other work, which depends on the title, to what was kept.
func withOtherWork(counts map[dataset.Reason]int) map[dataset.Reason]int {
	counts[""] += counts[dataset.OtherWork]
	delete(counts, dataset.OtherWork)
	return counts
}

// compare reads a file and compares counts, and the sum of pay kept.
func compare(t *testing.T, path string, want map[dataset.Reason]int, sum float64) {
	t.Helper()
	r := sourcetest.Read(t, Source, path)
	got := 0.0
	for _, d := range r.Records {
		if d.Excluded == "" {
			got += d.Pay
		}
	}
	if diff := cmp.Diff(want, r.Count()); diff != "" || got != sum {
		t.Errorf("%s: sum of pay %v, want %v; counts (-want +got):\n%s", path, got, sum, diff)
	}
}

func number(t *testing.T, cell string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
