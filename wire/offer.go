package wire

// Offers is two to four offers compared, with where the base pay of each stands in its market and what to ask for.
// Amounts are in units of the currency that a field names, exact to a hundredth.
type Offers struct {
	Currency   string           `json:"currency"`
	Buying     int              `json:"buying_year,omitempty"` // of the purchasing powers; 0 when one is missing
	Best       []string         `json:"best"`                  // the names of the first place, more than one when equal
	Nominal    bool             `json:"nominal"`               // ranked by money and not by what it buys
	Results    []OfferResult    `json:"results"`               // in the order asked
	BreakEvens []OfferBreakEven `json:"break_evens,omitempty"` // what would change the order
	Raises     []OfferMatching  `json:"raises,omitempty"`
	Caveats    []Warning        `json:"caveats,omitempty"`
	Markets    []OfferMarket    `json:"markets"` // in the order of the offers
	Requests   []OfferRequest   `json:"requests,omitempty"`
}

// OfferMarket is where the base pay of an offer stands among people like the one who asks.
type OfferMarket struct {
	Offer  string   `json:"offer"`
	Check  *Check   `json:"check,omitempty"`
	Untold string   `json:"untold,omitempty"` // why nothing is known
	Posted *float64 `json:"posted,omitempty"` // 0 is the low end of the advertised range, 1 its high end
}

// Offer is one job, as it was asked. Amounts are in Currency, of a year where nothing else is said.
type Offer struct {
	Name       string        `json:"name"`
	Current    bool          `json:"current,omitempty"` // today's job
	Country    string        `json:"country"`
	Region     string        `json:"region,omitempty"`
	Place      string        `json:"place,omitempty"`
	Employment string        `json:"employment,omitempty"` // employee or invoice
	Regime     string        `json:"regime,omitempty"`
	Currency   string        `json:"currency,omitempty"`
	Base       float64       `json:"base"`
	Bonus      *OfferBonus   `json:"bonus,omitempty"`
	SignOn     *OfferSignOn  `json:"sign_on,omitempty"`
	Equity     *OfferEquity  `json:"equity,omitempty"`
	Private    *OfferPrivate `json:"private,omitempty"`
	Remote     string        `json:"remote,omitempty"`
	Hours      float64       `json:"hours,omitempty"` // a week
	Leave      *int          `json:"leave,omitempty"` // working days a year
	Holidays   *int          `json:"holidays,omitempty"`
	Trial      int           `json:"trial_months,omitempty"`
	Notice     int           `json:"notice_months,omitempty"`
	Raise      *float64      `json:"raise,omitempty"` // percent a year
	Posted     *OfferRange   `json:"posted,omitempty"`
}

// OfferBonus is what is paid on top if targets are met.
type OfferBonus struct {
	Share  float64  `json:"share,omitempty"` // percent of base
	Amount float64  `json:"amount,omitempty"`
	Sure   *float64 `json:"sure,omitempty"` // percent of the target that is expected
}

// OfferSignOn is paid once.
type OfferSignOn struct {
	Amount   float64 `json:"amount,omitempty"`
	Clawback int     `json:"clawback_months,omitempty"`
	ProRata  bool    `json:"pro_rata,omitempty"`
}

// OfferEquity is a grant of listed shares at today's price.
type OfferEquity struct {
	Value     float64       `json:"value"`
	Vesting   OfferVesting  `json:"vesting"`
	Elapsed   int           `json:"elapsed_months,omitempty"`
	Refresher float64       `json:"refresher,omitempty"`
	Refreshed *OfferVesting `json:"refresher_vesting,omitempty"`
}

// OfferVesting says when a grant becomes one's own.
type OfferVesting struct {
	Months int   `json:"months,omitempty"`
	Cliff  int   `json:"cliff_months,omitempty"`
	Every  int   `json:"every_months,omitempty"`
	Parts  []int `json:"parts,omitempty"`
}

// OfferPrivate is shares or options of a company that is not listed.
type OfferPrivate struct {
	Shares  int64        `json:"shares"`
	Strike  float64      `json:"strike,omitempty"`
	Price   float64      `json:"price,omitempty"`
	Vesting OfferVesting `json:"vesting"`
}

// OfferRange is a range of base pay.
type OfferRange struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// OfferResult is one offer compared.
type OfferResult struct {
	Offer    Offer            `json:"offer"`
	Tax      OfferTax         `json:"tax"`
	About    bool             `json:"about"` // the tax rests on figures that are to be verified
	Rate     Rate             `json:"rate"`  // from the country's currency to the comparison's
	Hours    float64          `json:"hours"` // worked in a year
	Years    []OfferYear      `json:"years"`
	First    OfferYear        `json:"first_year"`
	Typical  OfferYear        `json:"typical_year"` // the mean of the years after the first
	Total    float64          `json:"total"`        // take-home of all years, in the comparison's currency
	Ranks    OfferRanks       `json:"ranks"`
	Leaving  []OfferLeaving   `json:"leaving"`
	Private  *OfferGrowth     `json:"private,omitempty"`
	OverTime []OfferCumulated `json:"over_time"`
	Caveats  []Warning        `json:"caveats,omitempty"`
}

// OfferTax is the law that an offer is taxed by.
type OfferTax struct {
	Country    string    `json:"country"`
	Name       string    `json:"name"`
	Currency   string    `json:"currency"`
	Year       int       `json:"year"`
	Region     string    `json:"region,omitempty"`
	RegionName string    `json:"region_name,omitempty"`
	Regime     string    `json:"regime"`
	RegimeName string    `json:"regime_name"`
	Caveats    []Warning `json:"caveats,omitempty"`
	Unverified []string  `json:"unverified,omitempty"`
}

// OfferYear is what an offer pays in one year, without raises.
type OfferYear struct {
	Year     int     `json:"year"` // from 1; 0 for the typical year
	Base     float64 `json:"base"` // down to Gross in the offer's currency
	Bonus    float64 `json:"bonus"`
	SignOn   float64 `json:"sign_on"`
	Cash     float64 `json:"cash"`
	Vested   float64 `json:"vested"` // listed shares
	Gross    float64 `json:"gross"`
	TakeHome float64 `json:"take_home"` // in the country's currency
	Compared float64 `json:"compared"`  // the same in the comparison's currency
	Buys     float64 `json:"buys"`      // the same in international dollars; 0 when not known
	PerHour  float64 `json:"per_hour"`  // Compared for an hour worked
}

// OfferRanks are an offer's places, 1 being the best.
type OfferRanks struct {
	First   int `json:"first_year"`
	Typical int `json:"typical_year"`
	Total   int `json:"total"`
	Buys    int `json:"buys"`
	PerHour int `json:"per_hour"`
}

// OfferLeaving is what leaving after some months would cost, in the offer's currency.
type OfferLeaving struct {
	Months   int     `json:"months"`
	Unvested float64 `json:"unvested"`
	Clawback float64 `json:"clawback"`
}

// OfferGrowth is by how much a private company would have to grow for its shares to make up what the offer lacks.
type OfferGrowth struct {
	Against string  `json:"against"`
	Gap     float64 `json:"gap"`
	Shares  int64   `json:"shares"`
	Price   float64 `json:"price"`
	Times   float64 `json:"times,omitempty"`
	Yearly  float64 `json:"yearly,omitempty"`
}

// OfferCumulated is a year of pay over time, with raises.
type OfferCumulated struct {
	Year     int     `json:"year"`
	Base     float64 `json:"base"`
	TakeHome float64 `json:"take_home"`
	Sum      float64 `json:"sum"`
}

// OfferBreakEven is a value at which two offers are equal in the typical year.
type OfferBreakEven struct {
	Offer   string   `json:"offer"`
	Against string   `json:"against"`
	What    string   `json:"what"` // base, bonus or share-price
	Base    *float64 `json:"base,omitempty"`
	Percent *float64 `json:"percent,omitempty"` // of the target bonus, or of today's price
	Now     float64  `json:"now,omitempty"`
	NowIs   float64  `json:"now_is,omitempty"`
}

// OfferMatching is by how much today's pay would have to rise each year to have paid as much in ten years.
type OfferMatching struct {
	Current string   `json:"current"`
	Offer   string   `json:"offer"`
	Raise   *float64 `json:"raise,omitempty"` // percent a year; absent where none does
}

// OfferFigure is a base pay to ask for and what it rests on.
type OfferFigure struct {
	Base     float64 `json:"base"`
	Evidence string  `json:"evidence"`
	Against  string  `json:"against,omitempty"`
}

// OfferRequest is what to ask for.
type OfferRequest struct {
	Offer   string       `json:"offer"`
	Floor   *OfferFigure `json:"floor,omitempty"` // absent where no base makes the offer equal
	Target  OfferFigure  `json:"target"`
	Anchor  OfferFigure  `json:"anchor"`
	Highest OfferFigure  `json:"highest"`
	Also    []string     `json:"also"`
	SignOn  float64      `json:"sign_on"` // unvested shares of today's job, in this offer's currency
	Caveats []Warning    `json:"caveats,omitempty"`
}
