package source

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backpay/backpay/internal/pay"
	"github.com/backpay/backpay/internal/testdata"
)

// spellings are words of tables in many languages with the charset of the files that they come in.
var spellings = []struct {
	charset charset
	text    string
}{
	{windows1250, "Pozice;Plat;Město\nVývojář;60000;Plzeň\n"},
	{windows1250, "Stanowisko;Płaca;Miasto\nStarszy programista;60000;Łódź\nInżynier;70000;Gdańsk\n"},
	{windows1250, "Stanowisko;Płaca\nInżynier;60000\nProgramista w Łodzi;1\n"},
	{windows1250, "Beosztás;Fizetés\nSzoftverfejlesztő;600000\nVezető mérnök;900000\n"},
	{windows1250, "Naziv;Plaća\nRazvojni inženjer;24000;Čakovec\nVoditelj tima;30000;Šibenik\n"},
	{windows1251, "Должность;Зарплата\nРазработчик;150000\n"},
	{windows1252, "Stelle;Gehalt\nEntwickler für Köln;60000\nGrüße aus Düsseldorf;1\n"},
	{windows1252, "Poste;Rémunération\nDéveloppeur confirmé;45000\nIngénieur à Besançon;50000\n"},
	{windows1252, "Título;Salário;Região\nProgramação sênior;9000;São Paulo\n"},
	{windows1252, "Stilling;Løn\nUdvikler i København;50000\nSystemansvarlig på Østerbro;45000\n"},
	{windows1252, "Titel;Lön\nUtvecklare i Göteborg;45000\nÅkare;1\n"},
	{windows1253, "Θέση;Μισθός\nΠρογραμματιστής;25000;Αθήνα\n"},
	{windows1254, "Ünvan;Maaş\nYazılım Mühendisi;60000\nKıdemli Geliştirici;90000\n"},
	{shiftJIS, "職種,年収,年\nバックエンドエンジニア,6000000,2024\n"},
	{shiftJIS, "職種,勤務地\n開発,東京\n"},
	{gbk, "职位;薪资;城市\nJava工程师;60000;北京\n后端开发;50000;上海\n"},
	{big5, "職位,薪資,城市\n後端工程師,60000,台北\n"},
	{eucKR, "직무,연봉,도시\n백엔드 개발자,60000000,서울\n"},
	{eucJP, "職種,年収\nバックエンドエンジニア,6000000\nフロントエンド,5000000\n"},
}

func TestCharsetIsRecognised(t *testing.T) {
	for _, s := range spellings {
		raw, err := s.charset.encoding.NewEncoder().String(s.text)
		if err != nil {
			t.Fatal(err)
		}
		in, err := NewInput(t.Context(), "a.csv", strings.NewReader(raw), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if got := readAll(t, in); got != s.text || in.Encoding() != s.charset.name {
			t.Errorf("%s is taken for %s and reads %q", s.charset.name, in.Encoding(), got)
		}
	}
}

func TestCharsetIsStated(t *testing.T) {
	for name, raw := range map[string]string{"cp1250": "Plze\xf2", "Windows-1250": "Plze\xf2", "utf-8": "Plzeň", "ISO-8859-2": "Plze\xf2", "GBK": "\xb1\xb1\xbe\xa9"} {
		in, err := NewInput(t.Context(), "a.csv", strings.NewReader(raw), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if err := in.Decode(name); err != nil {
			t.Fatal(err)
		}
		if got := readAll(t, in); got != "Plzeň" && got != "北京" {
			t.Errorf("as %s it reads %q", name, got)
		}
	}
	in, err := NewInput(t.Context(), "a.csv", strings.NewReader("x"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	refused(t, in.Decode("klingon"), pay.Invalid, "klingon", "utf-8")
}

// TestCasesOfCharsets reads the cases from the field, where they are at hand.
func TestCasesOfCharsets(t *testing.T) {
	dir := filepath.Join(testdata.Dir(t), "..", "cases")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("skipped: needs the cases from the field in %s", dir)
	}
	for name, want := range map[string]string{
		"cp1250.csv": "Vývojář;60000;Plzeň", "u250.csv": "Łódź", "cp1251.csv": "Разработчик;60000;Киев", "cp1251u.csv": "Разработчик", "gbk.csv": "Java工程师;60000;北京",
	} {
		in, err := Open(t.Context(), filepath.Join(dir, "encodings", name), Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if got := readAll(t, in); !strings.Contains(got, want) {
			t.Errorf("%s as %s has no %q: %q", name, in.Encoding(), want, got)
		}
	}
}

// FuzzDetect checks that whatever is no UTF-8 is of some charset and can be decoded.
func FuzzDetect(f *testing.F) {
	for _, s := range spellings {
		raw, err := s.charset.encoding.NewEncoder().String(s.text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := detect(raw)
		if c.name == "" || c.encoding == nil {
			t.Fatalf("no charset for %q", raw)
		}
		if _, err := c.encoding.NewDecoder().Bytes(raw); err != nil {
			t.Errorf("%s cannot decode %q: %v", c.name, raw, err)
		}
	})
}
