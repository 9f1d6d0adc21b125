package story
import ("testing";"fmt";"time";"math/rand";"context";"sort"
"vigia";"vigia/internal/article";"vigia/internal/db";"vigia/internal/db/dbtest";"vigia/internal/source")
func zcapture(tx *db.Tx,id string){ _,err:=tx.Exec(`INSERT INTO captures (id, url, final_url, source, at, status, reason, detail, remedy,
		content_type, sha256, size, file, start, length, truncated, robots, via, peer)
		VALUES (?, '', '', '', 0, 200, '', '', '', '', '', 0, '', 0, 0, '', '', 'import', '')`, id); if err!=nil{panic(err)} }
func zplaceAll(t *testing.T, d *db.DB, reg *source.Registry, rs []yrep) map[string]Placed {
 ctx:=context.Background(); ids:=map[string]string{}
 for _,r:=range rs{ err:=d.InTx(ctx,func(tx *db.Tx)error{ zcapture(tx,"cap_"+r.ID); s,_,err:=article.Put(tx,article.Stored{ID:r.ID,Capture:"cap_"+r.ID,URL:"https://x.example/"+r.ID,Key:"x.example/"+r.ID,Outlet:r.Outlet,ArrivedAt:r.At.Add(time.Hour),Report:article.Report{Title:r.Title,Text:r.Body,Language:r.Language,Byline:r.Byline,Published:vigia.Date{At:r.At,Precision:vigia.ToMin}}}); if err!=nil{return err}; _,err=Place(tx,reg,s); return err}); if err!=nil{t.Fatal(r.ID,err)}; ids[r.ID]=r.ID}
 out:=map[string]Placed{}
 rows,err:=d.Query(ctx,`SELECT y.report, m.story, y.relation, y.origin, y.credit FROM relays y JOIN story_members m ON m.report=y.report`); if err!=nil{t.Fatal(err)}
 for rows.Next(){ var id,rel string; var p Placed; if err:=rows.Scan(&id,&p.Story,&rel,&p.Origin,&p.Credit);err!=nil{t.Fatal(err)}; p.Relation=vigia.Relation(rel); out[id]=p}
 rows.Close(); return out }
func TestZZDB(t *testing.T){ rs:=zreports(); reg:=zreg(); var first map[string]Placed
 for order:=range 3 { xs:=append([]yrep(nil),rs...)
  if order==1 { sort.SliceStable(xs,func(i,j int)bool{return xs[i].At.After(xs[j].At)}) }
  if order==2 { rand.New(rand.NewSource(1)).Shuffle(len(xs),func(i,j int){xs[i],xs[j]=xs[j],xs[i]}) }
  d:=dbtest.Lite(t); t0:=time.Now(); got:=zplaceAll(t,d,reg,xs); el:=time.Since(t0)
  n,ok,rel,fal:=0,0,0,0; diff:=0
  by:=map[string]yrep{}; for _,r:=range rs{by[r.ID]=r}
  root:=func(id string)string{ for by[id].Origin!=""{id=by[id].Origin}; return id}
  for _,r:=range rs{ g:=got[r.ID]; if first!=nil&&(first[r.ID].Origin!=g.Origin||first[r.ID].Relation!=g.Relation){diff++; fmt.Println("-- differs",r.ID,first[r.ID],g)}
   if r.Origin!=""{n++; if g.Origin==r.Origin||g.Origin==root(r.ID){ok++; if string(g.Relation)==r.Relation{rel++}}else{fmt.Println("-- missed",r.ID,g)}}else if g.Relation!=vigia.Original{fal++; fmt.Println("-- false",r.ID,g)}}
  truth:=map[string]string{}; var rows []row; var st []int; ids:=map[string]int{}; tp,fp,fn:=0.,0.,0.
  for i,r:=range rs{ if r.Event==""{continue}; truth[r.ID]=r.Event; rows=append(rows,row{ID:r.ID}); k:=got[r.ID].Story; if _,ok:=ids[k];!ok{ids[k]=len(ids)}; st=append(st,ids[k])
   for j:=0;j<i;j++{ if rs[j].Event==""{continue}; s:=rs[j].Event==r.Event; g:=got[rs[j].ID].Story==k; if s&&g{tp++}else if g{fp++}else if s{fn++}}}
  bp,br,bf:=b3(rows,st,truth)
  fmt.Printf("== order %d %.1f ms each: relays %d/%d relation %d false %d differs %d; B3 %.3f %.3f %.3f; pairs P %.3f R %.3f F %.3f\n",order,float64(el.Milliseconds())/float64(len(rs)),ok,n,rel,fal,diff,bp,br,bf,tp/(tp+fp),tp/(tp+fn),2*tp/(2*tp+fp+fn))
  if order==0{first=got}
 }}
