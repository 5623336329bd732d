package main

import "fmt"

func main() {
	mail := make(chan int)  //| mail = plait_channel_new
	phone := make(chan int) //| phone = plait_channel_new
	go func() { mail <- 1 }()  //| ring, mail //| plait_channel_send
	go func() { phone <- 1 }() //| ring, phone //| plait_channel_send
	var name [2]string
	for i := range name {
		select { //| &first //| &second
		case <-mail: //| {.channel = mail}
			name[i] = "mail"
		case <-phone: //| {.channel = phone}
			name[i] = "phone"
		}
	}
	fmt.Println(name[0], "then", name[1]) //| printf
}
