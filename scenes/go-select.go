package main

import "fmt"

func main() {
	mail := make(chan int)  //| mail = plait_channel_new
	phone := make(chan int) //| phone = plait_channel_new
	go func() { mail <- 1 }()   //| NULL, postman //| (mail, 1)
	go func() { phone <- 2 }() //| NULL, friend //| (phone, 2)
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
