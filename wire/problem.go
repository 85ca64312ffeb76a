package wire

// Problem is an error as RFC 9457 writes it, with what would be accepted.
type Problem struct {
	Type   string `json:"type" doc:"where the code is explained"`
	Title  string `json:"title" doc:"what the code means"`
	Status int    `json:"status" doc:"the HTTP status"`
	Code   string `json:"code" doc:"the kind of the error, for programs"`
	Detail string `json:"detail" doc:"what is wrong, for people"`
	Field  string `json:"field,omitempty" doc:"the parameter at fault"`
	Place  string `json:"place,omitempty" doc:"where in the request the fault is, as a row"`
	Hint   string `json:"hint,omitempty" doc:"what would be accepted"`
}
