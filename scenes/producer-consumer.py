import queue, threading

DISHES, ROOM = 4, 2
counter = queue.Queue(maxsize=ROOM)   #| plait_queue_new
served = []

def cook():
    for dish in range(1, DISHES + 1):
        counter.put(dish)             #| plait_queue_put

def waiter():
    for _ in range(DISHES):
        dish = counter.get()          #| plait_queue_get
        served.append(dish)           #| served[i] = (int)dish

threads = [threading.Thread(target=f) for f in (cook, waiter)]
for t in threads: t.start()           #| pthread_create
for t in threads: t.join()            #| pthread_join
print("served", *served)              #| printf
