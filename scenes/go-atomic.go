package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

var group sync.WaitGroup //| plait_wait_group_new
var counter atomic.Int32 //| static atomic_int counter

func increment() { //| static void *increment
	counter.Add(1) //| atomic_fetch_add
	group.Done()   //| plait_wait_group_done
}

func main() {
	group.Add(2)   //| plait_wait_group_add
	go increment() //| pthread_create
	go increment() //| pthread_create
	group.Wait()   //| plait_wait_group_wait
	fmt.Println(counter.Load()) //| printf
}
