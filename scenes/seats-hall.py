from concurrent.futures import ThreadPoolExecutor

SEATS, BUYERS, WORKERS = 10, 15, 10     #| enum { SEATS
taken = 0                               #| static int taken
sold = []                               #| static int sold

def serve(buyer):                       #| static void *work
    global taken
    if taken < SEATS:                   #| if (taken < SEATS)
        taken += 1                      #| taken++;
        sold.append(buyer)              #| sold[buyer] = 1

with ThreadPoolExecutor(WORKERS) as pool:  #| pthread_create #| pthread_join
    for buyer in range(BUYERS):
        pool.submit(serve, buyer)       #| next_buyer()) >= 0
print("more tickets than seats" if len(sold) > SEATS  #| puts(tickets
      else "every seat sold once")
