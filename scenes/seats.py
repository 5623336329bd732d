import threading

SEATS = 2
taken = 0                       #| static int taken
sold = []                       #| static int sold

def buy(me):                    #| static void *buy
    global taken
    if taken < SEATS:           #| if (taken < SEATS)
        taken += 1              #| taken++;
        sold.append(me)         #| sold[me] = 1

buyers = [threading.Thread(target=buy, args=(i,))
          for i in range(3)]
for buyer in buyers:
    buyer.start()               #| pthread_create
for buyer in buyers:
    buyer.join()                #| pthread_join
print(len(sold), "sold,", SEATS, "seats")  #| printf
