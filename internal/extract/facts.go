package extract

func (r *reader) facts(p *Posting) {}
func (r *reader) seeksWork() bool { return false }
