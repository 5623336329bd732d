import queue, threading

WAITERS, CLOSING_TIME = 2, None
orders = queue.Queue()                #| plait_queue_new
served = []

def waiter():
    while True:
        order = orders.get()          #| plait_queue_get
        if order is CLOSING_TIME:     #| order == CLOSING_TIME
            return                    #| return NULL
        served.append(order)          #| *(int *)mine += 1

waiters = [threading.Thread(target=waiter) for _ in range(WAITERS)]
for w in waiters: w.start()           #| pthread_create
orders.put(7)                         #| plait_queue_put(orders, 7)
for _ in waiters:
    orders.put(CLOSING_TIME)          #| plait_queue_put(orders, CLOSING_TIME)
for w in waiters: w.join()            #| pthread_join
print(WAITERS, "waiters went home,", len(served), "order served")  #| printf
