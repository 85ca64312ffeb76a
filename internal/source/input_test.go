package source

import ("testing";"context";"backpay/internal/testdata")

func TestSmoke(t *testing.T){
 for _,f:=range []string{"dou/2025_june_raw.csv.gz","stackoverflow/2025-head.csv.gz","oews/national_M2024_dl.xlsx","koodiklinikka/2025.tsv.gz"}{
  in,err:=Open(context.Background(), testdata.File(t,f),Options{})
  if err!=nil{t.Fatal(err)}
  tb,err:=NewTable(in,TableOptions{})
  if err!=nil{t.Fatal(err)}
  n,inc:=0,0
  for tb.Next(){n++; if !tb.Complete(){inc++}; if n==2{t.Log(tb.Place(), tb.Fields()[:5])}}
  t.Log(f,n,inc,tb.Err(),len(tb.Header()),tb.Header()[:4], in.SHA256(), in.Bytes())
  in.Close()
 }
}
