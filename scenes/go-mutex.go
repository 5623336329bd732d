package main

import (
	"fmt"
	"sync"
)

var mutex sync.Mutex     //| static pthread_mutex_t mutex
var group sync.WaitGroup //| plait_wait_group_new
var counter int          //| static int counter

func increment() { //| static void *increment
	mutex.Lock()   //| pthread_mutex_lock
	counter++      //| counter++
	mutex.Unlock() //| pthread_mutex_unlock
	group.Done()   //| plait_wait_group_done
}

func main() {
	group.Add(2)   //| plait_wait_group_add
	go increment() //| pthread_create
	go increment() //| pthread_create
	group.Wait()   //| plait_wait_group_wait
	fmt.Println(counter) //| printf
}
