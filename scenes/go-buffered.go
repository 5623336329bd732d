package main

import "fmt"

func main() {
	letters := make(chan int, 2) //| plait_channel_new
	done := make(chan bool)
	var got []int //| static int got
	go func() {   //| static void *sender //| pthread_create(&one
		for i := 1; i <= 3; i++ {
			letters <- i //| plait_channel_send
		}
		close(letters) //| plait_channel_close
	}()
	go func() { //| static void *receiver //| pthread_create(&two
		for letter := range letters { //| plait_channel_receive
			got = append(got, letter) //| got[i] = (int)letter
		}
		done <- true
	}()
	<-done //| pthread_join(two
	fmt.Println("got", got[0], got[1], got[2]) //| printf
}
