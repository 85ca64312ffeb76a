package wire

import "github.com/backpay/backpay/internal/pay"

// Source is a publisher whose files can be imported, with what is here of it.
type Source struct {
	Name     string         `json:"name"`
	Title    string         `json:"title"`
	Layer    pay.Layer      `json:"layer"`
	Measures string         `json:"measures"`
	Bias     string         `json:"bias"`
	Licence  string         `json:"licence"`
	Credit   string         `json:"credit"`
	URL      string         `json:"url"`
	Embedded int            `json:"embedded"` // records behind the embedded reference
	Imports  []SourceImport `json:"imports"`
}

// SourceImport is one imported file.
type SourceImport struct {
	ID       string         `json:"id"`
	File     string         `json:"file"`
	SHA256   string         `json:"sha256"`
	Imported string         `json:"imported"` // a date
	Years    []int          `json:"years"`
	Kept     int            `json:"kept"`
	SetAside map[string]int `json:"set_aside"`
}
