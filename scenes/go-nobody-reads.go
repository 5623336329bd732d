package main

import (
	"fmt"
	"sync"
)

func main() {
	var group sync.WaitGroup
	results := make(chan int) //| plait_channel_new
	search := func(result int) { //| static void *search
		results <- result //| plait_channel_send
		group.Done()      //| return NULL
	}
	group.Add(2)
	go search(1) //| pthread_create(&north
	go search(2) //| pthread_create(&south
	<-results    //| plait_channel_receive
	group.Wait() //| pthread_join
	fmt.Println("home again") //| puts
}
