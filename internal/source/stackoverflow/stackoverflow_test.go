package stackoverflow
import ("testing";"path/filepath";"backpay/internal/testdata";"backpay/internal/source/sourcetest";"fmt";"sort")
func TestSmoke(t *testing.T){
 fs,_:=filepath.Glob(filepath.Join(testdata.Dir(t),"stackoverflow","*.csv.gz"))
 for _,f:=range fs{
  r:=sourcetest.Read(t,Source,f)
  t.Log(filepath.Base(f),len(r.Records),r.Records[0].Year,r.Count())
  for k,m:=range r.Unknown{ var l []string; for s,n:=range m{l=append(l,fmt.Sprintf("%06d %q",n,s))}; sort.Sort(sort.Reverse(sort.StringSlice(l))); t.Log(k,len(l),l[:min(25,len(l))])}
 }
}
