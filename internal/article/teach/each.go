package main

import (
	"runtime"
	"sync"

	"vigia/internal/forest"
)

// each calls do for 0 to n-1, several at a time.
func each(n int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// growOf learns a forest from those of the pages that of names.
func growOf[P interface{ samples() []forest.Sample }](pages []P, of []int, o forest.Options) (*forest.Forest, error) {
	var all []forest.Sample
	for _, i := range of {
		all = append(all, pages[i].samples()...)
	}
	return forest.Grow(all, o)
}
