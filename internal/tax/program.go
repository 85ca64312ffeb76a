package tax

import "fmt"

// A program is a country's formulas for one year, region and regime, with every figure filled in, as code of
// a small stack machine: that a year of tax takes a microsecond and no memory is worth the hundred lines.

type opcode uint8

const (
	opConst  opcode = iota // push value
	opLoad                 // push slot n
	opStore                // pop into slot n
	opSocial               // pop into slot n, and add to the contributions
	opTax                  // pop into slot n, and add to the taxes
	opOwner                // pop into slot n, and add to the employer's contributions
	opAdd
	opSub
	opMul
	opDiv
	opMin
	opMax
	opLess              // push 1 when below < top, else 0
	opAtMost            // push 1 when below <= top, else 0
	opUnless            // pop; jump to n when it is 0
	opJump              // jump to n
	opBands             // replace top by the tax on it in bands n
	opCurve             // replace top by the height of curve n there
	opSteps             // replace top by the value of the step of n there
	opScale             // multiply top by value
	stackMost  int = 32 // operands at once
	slotsMost  int = 96 // named quantities
	slotGross      = 0
	slotSocial     = 1
	slotTax        = 2
	slotOwner      = 3
	slotFirst      = 4
)

type instruction struct {
	op    opcode
	n     int32
	value decimal
}

// band is a row of a grid made ready: sum is the tax at the start of a band.
type band struct {
	from, value, sum decimal
}

type program struct {
	code  []instruction
	grids [][]band
	lines []line
}

// line is a rule that people see, with the slot of its result.
type line struct {
	rule rule
	slot int
}

// state is what a run of a program leaves behind.
type state struct {
	slots [slotsMost]decimal
	stack [stackMost]decimal
}

// run computes the year of a gross pay.
func (p *program) run(s *state, gross decimal) {
	s.slots[slotGross], s.slots[slotSocial], s.slots[slotTax], s.slots[slotOwner] = gross, 0, 0, 0
	top := -1
	for i := 0; i < len(p.code); i++ {
		in := &p.code[i]
		switch in.op {
		case opConst:
			top++
			s.stack[top] = in.value
		case opLoad:
			top++
			s.stack[top] = s.slots[in.n]
		case opScale:
			s.stack[top] = s.stack[top].times(in.value)
		case opStore, opSocial, opTax, opOwner:
			s.store(in, s.stack[top])
			top--
		case opUnless:
			if s.stack[top] == 0 {
				i = int(in.n) - 1
			}
			top--
		case opJump:
			i = int(in.n) - 1
		case opBands, opCurve, opSteps:
			s.stack[top] = look(in.op, p.grids[in.n], s.stack[top])
		default:
			top--
			s.stack[top] = combine(in.op, s.stack[top], s.stack[top+1])
		}
	}
}

func (s *state) store(in *instruction, value decimal) {
	s.slots[in.n] = value
	switch in.op {
	case opSocial:
		s.slots[slotSocial] += value
	case opTax:
		s.slots[slotTax] += value
	case opOwner:
		s.slots[slotOwner] += value
	}
}

func combine(op opcode, x, y decimal) decimal {
	switch op {
	case opAdd:
		return x + y
	case opSub:
		return x - y
	case opMul:
		return x.times(y)
	case opDiv:
		return x.over(y)
	case opMin:
		return min(x, y)
	case opMax:
		return max(x, y)
	case opLess:
		if x < y {
			return one
		}
	case opAtMost:
		if x <= y {
			return one
		}
	}
	return 0
}

// look reads a grid at x. Below zero, bands are 0 and a curve and steps stay at their first value; above its
// last point a curve stays level.
func look(op opcode, rows []band, x decimal) decimal {
	i := len(rows) - 1
	for i > 0 && x < rows[i].from {
		i--
	}
	row := rows[i]
	switch {
	case op == opSteps:
		return row.value
	case op == opBands:
		if x <= 0 {
			return 0
		}
		return row.sum + (x - row.from).times(row.value)
	case x <= 0 || i == len(rows)-1:
		return row.value
	}
	next := rows[i+1]
	return row.value + ratio(x-row.from, next.value-row.value, next.from-row.from)
}

// compiler makes a program.
type compiler struct {
	program  program
	figures  map[string]figure
	grids    map[string]grid
	year     int
	slots    map[string]int
	used     map[string]law // laws behind figures and grids that a formula uses, by name
	position map[string]int // of grids in the program
	depth    int
}

func (c *compiler) emit(op opcode, n int, value decimal) int {
	c.program.code = append(c.program.code, instruction{op, int32(n), value})
	return len(c.program.code) - 1
}

// rule compiles a formula and the storing of its result.
func (c *compiler) rule(r rule) error {
	c.depth = 0
	if err := c.node(r.formula); err != nil {
		return fmt.Errorf("line %d: %s: %w", r.law.line, r.name, err)
	}
	slot, ok := c.slots[r.name]
	if !ok {
		slot = len(c.slots)
		c.slots[r.name] = slot
	}
	if slot >= slotsMost {
		return fmt.Errorf("line %d: more than %d names", r.law.line, slotsMost)
	}
	op := map[kind]opcode{kindLet: opStore, kindSocial: opSocial, kindTax: opTax, kindEmployer: opOwner}[r.kind]
	c.emit(op, slot, 0)
	if r.kind != kindLet {
		c.program.lines = append(c.program.lines, line{r, slot})
	}
	if r.law.doubted(c.year) {
		c.used[r.name] = r.law
	}
	return nil
}

var operations = map[string]opcode{
	"+": opAdd, "-": opSub, "*": opMul, "/": opDiv, "min": opMin, "max": opMax, "<": opLess, "<=": opAtMost,
}

func (c *compiler) node(n *node) error {
	if value, ok := c.constant(n); ok {
		c.emit(opConst, 0, value)
		return c.deeper()
	}
	switch n.op {
	case "name":
		slot, ok := c.slots[n.name]
		if !ok {
			return fmt.Errorf("%q is no figure of %d and no earlier formula", n.name, c.year)
		}
		c.emit(opLoad, slot, 0)
		return c.deeper()
	case "if":
		return c.choice(n)
	case "bands", "curve", "steps":
		return c.grid(n)
	case "*":
		if done, err := c.scale(n); done {
			return err
		}
	}
	for _, operand := range n.operands {
		if err := c.node(operand); err != nil {
			return err
		}
	}
	c.emit(operations[n.op], 0, 0)
	c.depth--
	return nil
}

// deeper counts an operand on the stack.
func (c *compiler) deeper() error {
	if c.depth++; c.depth > stackMost {
		return fmt.Errorf("the formula needs more than %d operands at once", stackMost)
	}
	return nil
}

// scale compiles a product with a number, which is most of them, to one instruction.
func (c *compiler) scale(n *node) (done bool, err error) {
	for i, operand := range n.operands {
		if value, ok := c.constant(operand); ok {
			if err := c.node(n.operands[1-i]); err != nil {
				return true, err
			}
			c.emit(opScale, 0, value)
			return true, nil
		}
	}
	return false, nil
}

// constant returns the value of a number, a figure, or an operation on such.
func (c *compiler) constant(n *node) (decimal, bool) {
	switch n.op {
	case "number":
		return n.value, true
	case "name":
		f, ok := c.figures[n.name]
		if !ok {
			return 0, false
		}
		value, ok := f.values[c.year]
		if ok {
			c.used[n.name] = f.law
		}
		return value, ok
	case "+", "-", "*", "/", "min", "max":
		x, okX := c.constant(n.operands[0])
		y, okY := c.constant(n.operands[1])
		if !okX || !okY {
			return 0, false
		}
		return combine(operations[n.op], x, y), true
	}
	return 0, false
}

func (c *compiler) choice(n *node) error {
	if err := c.node(n.operands[0]); err != nil {
		return err
	}
	unless := c.emit(opUnless, 0, 0)
	c.depth--
	if err := c.node(n.operands[1]); err != nil {
		return err
	}
	jump := c.emit(opJump, 0, 0)
	c.depth--
	c.program.code[unless].n = int32(len(c.program.code))
	if err := c.node(n.operands[2]); err != nil {
		return err
	}
	c.program.code[jump].n = int32(len(c.program.code))
	return nil
}

func (c *compiler) grid(n *node) error {
	g, ok := c.grids[n.name]
	if !ok || g.kind != n.op || len(g.rows) == 0 {
		return fmt.Errorf("there are no %s %q for %d", n.op, n.name, c.year)
	}
	c.used[n.name] = g.law
	if err := c.node(n.operands[0]); err != nil {
		return err
	}
	position, ok := c.position[n.name]
	if !ok {
		position = len(c.program.grids)
		c.position[n.name] = position
		c.program.grids = append(c.program.grids, ready(g))
	}
	c.emit(map[string]opcode{"bands": opBands, "curve": opCurve, "steps": opSteps}[n.op], position, 0)
	return nil
}

// ready adds the tax at the start of each band.
func ready(g grid) []band {
	rows := make([]band, len(g.rows))
	for i, r := range g.rows {
		rows[i] = band{from: r[0], value: r[1]}
		if i > 0 {
			last := rows[i-1]
			rows[i].sum = last.sum + (r[0] - last.from).times(last.value)
		}
	}
	return rows
}
