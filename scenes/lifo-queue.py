import queue, threading

PLATES = 3
stack = queue.LifoQueue()             #| plait_lifo_queue_new
took = []

def dishwasher():
    for plate in range(1, PLATES + 1):
        stack.put(plate)              #| plait_queue_put

def guest():
    for _ in range(PLATES):
        plate = stack.get()           #| plait_queue_get
        took.append(plate)            #| took[i] = (int)plate

threads = [threading.Thread(target=f) for f in (dishwasher, guest)]
for t in threads: t.start()           #| pthread_create
for t in threads: t.join()            #| pthread_join
print("took", *took)                  #| printf
