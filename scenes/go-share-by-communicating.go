package main

import "fmt"

func main() {
	deposits := make(chan int)  //| deposits = plait_channel_new
	answer := make(chan int, 1) //| answer = plait_channel_new
	go func() {                 //| teller, NULL
		balance := 0 //| int balance = 0
		for i := 0; i < 2; i++ {
			balance += <-deposits //| plait_channel_receive(deposits //| balance +=
		}
		answer <- balance //| plait_channel_send(answer
	}()
	go func() { deposits <- 10 }()         //| (void *)10 //| plait_channel_send(deposits
	go func() { deposits <- 20 }()         //| (void *)20 //| plait_channel_send(deposits
	fmt.Println("balance", <-answer) //| plait_channel_receive(answer //| printf
}
