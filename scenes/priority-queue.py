import queue, threading

PATIENTS = 3
waiting_room = queue.PriorityQueue()  #| plait_priority_queue_new
treated = []

def reception():
    waiting_room.put(3)               #| a cold
    waiting_room.put(2)               #| a broken arm
    waiting_room.put(1)               #| an emergency

def doctor():
    for _ in range(PATIENTS):
        patient = waiting_room.get()  #| plait_queue_get
        treated.append(patient)       #| treated[i] = (int)patient

threads = [threading.Thread(target=f) for f in (reception, doctor)]
for t in threads: t.start()           #| pthread_create
for t in threads: t.join()            #| pthread_join
print("treated", *treated)            #| printf
