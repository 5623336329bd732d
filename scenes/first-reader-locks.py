import threading

room, door = threading.Semaphore(1), threading.Lock()  #| static sem_t room #| static pthread_mutex_t door
readers, page, seen = 0, 0, [0, 0]  #| static int readers #| static int page

def reader(me):                  #| static void *reader
    global readers
    with door:
        readers += 1             #| ++readers == 1
        if readers == 1: room.acquire()  #| the first locks
    seen[me] = page              #| seen[me] = page
    with door:
        readers -= 1             #| --readers == 0
        if readers == 0: room.release()  #| the last unlocks

def writer():                    #| static void *writer
    global page
    with room:
        page += 1                #| page++;

people = [threading.Thread(target=reader, args=(i,)) for i in range(2)]
people.append(threading.Thread(target=writer))
for p in people: p.start()       #| pthread_create(&first #| pthread_create(&second #| pthread_create(&third
for p in people: p.join()        #| pthread_join(first #| pthread_join(second #| pthread_join(third
print("read", seen[0], "and", seen[1])  #| printf
