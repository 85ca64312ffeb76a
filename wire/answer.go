package wire

import "github.com/backpay/backpay/internal/pay"

// What answers are made of.
type (
	Answer        = pay.Answer
	Profile       = pay.Profile
	Years         = pay.Years
	Amount        = pay.Amount
	Distribution  = pay.Distribution
	Interval      = pay.Interval
	Evidence      = pay.Evidence
	LayerEvidence = pay.LayerEvidence
	Effect        = pay.Effect
	Rate          = pay.Rate
	Warning       = pay.Warning
)
